import { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Box } from '#contracts/emotion';
import { type FaceFrame } from '#contracts/recording-faces';
import { clockText } from '#contracts/time';
import classes from './faces.module.css';

interface Props {
  recordingId: string;
  frames: readonly FaceFrame[];
  /** Of the video's picture, upright. */
  size: { width: number; height: number };
  /** Whose boxes are drawn as chosen. */
  chosen: ReadonlySet<number>;
}

/** A few pictures of the video with a numbered box around each face. They are fetched for this and kept nowhere. */
export function FaceFrames({ recordingId, frames, size, chosen }: Props) {
  const { t } = useTranslation('recordingReview');
  return (
    <ul className={classes.frames} aria-label={t('choose.frames')}>
      {frames.map((frame) => (
        <li key={frame.atMs}>
          <figure className={classes.frame} data-testid="face-frame">
            <div className={classes.picture} style={{ aspectRatio: `${size.width} / ${size.height}` }}>
              <img src={`/api/recordings/${recordingId}/faces/frames/${frame.atMs}`} alt={altOf(frame, t)} loading="lazy" />
              {frame.boxes.map(({ number, box }) => (
                <span key={number} className={classes.box} data-chosen={chosen.has(number)} style={placeOf(box, size)} aria-hidden>
                  <b>{number}</b>
                </span>
              ))}
              {frame.others.map((box) => (
                <span key={box.join()} className={classes.box} data-other style={placeOf(box, size)} aria-hidden />
              ))}
            </div>
            <figcaption>{t('choose.at', { time: clockText(frame.atMs) })}</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  );
}

function altOf({ atMs, boxes, others }: FaceFrame, t: TFunction<'recordingReview'>): string {
  const faces = boxes
    .map(({ number, box: [x] }) => ({ number, x }))
    .sort((a, b) => a.x - b.x)
    .map(({ number }) => number)
    .join(', ');
  return [t('choose.alt', { time: clockText(atMs), faces }), others.length === 0 ? '' : t('choose.altOthers', { count: others.length })]
    .filter((part) => part !== '')
    .join(' ');
}

const placeOf = ([x, y, width, height]: Box, size: Props['size']) => ({
  left: `${(100 * x) / size.width}%`,
  top: `${(100 * y) / size.height}%`,
  width: `${(100 * width) / size.width}%`,
  height: `${(100 * height) / size.height}%`,
});
