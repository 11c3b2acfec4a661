import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../timeline/words.ts';
import { type Activation, heatPixels } from '../explain/activation.ts';
import { anythingSpoke, type ExplainedEstimate } from '../explain/explained-estimate.ts';
import { pictureIn, type Size } from './overlay-layout.ts';
import classes from '../recording-review.module.css';

const PIXELS = 64;
/** Fields that are smaller have no room for their share. */
const ROOM_PX = 30;

interface Props {
  estimate: ExplainedEstimate;
  video: Size;
  stage: Size;
}

/** What spoke for a class, laid over the part of the picture that the model was shown. */
export function HeatOverlay({ estimate, video, stage }: Props) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const clip = useId();
  const { activation, corners } = estimate;
  const image = useMemo(() => heatImage(activation), [activation]);
  const picture = pictureIn(stage, video);
  const scale = picture.width / Math.max(1, video.width);
  const [origin, right, , below] = corners.map(([x, y]) => [picture.x + x * scale, picture.y + y * scale] as const) as [
    Point,
    Point,
    Point,
    Point,
  ];
  const [across, down] = [
    [right[0] - origin[0], right[1] - origin[1]],
    [below[0] - origin[0], below[1] - origin[1]],
  ] as const;
  const placeOf = (u: number, v: number) => [origin[0] + across[0] * u + down[0] * v, origin[1] + across[1] * u + down[1] * v] as const;
  const { width, height, shares } = activation;
  const roomy = Math.hypot(...across) / width >= ROOM_PX && Math.hypot(...down) / height >= ROOM_PX;
  const label = words.emotion(estimate.label);
  const spoken = shares.map((share) => words.percent(share));
  if (!anythingSpoke(estimate)) return null;
  return (
    <svg
      className={classes.overlay}
      width={stage.width}
      height={stage.height}
      role="img"
      aria-label={t('explain.map', { label, columns: width, rows: height, shares: spoken.join(', ') })}
      data-testid="heat"
    >
      <clipPath id={clip}>
        <rect x={picture.x} y={picture.y} width={picture.width} height={picture.height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <image
          href={image}
          width={1}
          height={1}
          preserveAspectRatio="none"
          transform={`matrix(${across[0]} ${across[1]} ${down[0]} ${down[1]} ${origin[0]} ${origin[1]})`}
        />
        {roomy &&
          spoken.map((text, index) => {
            const [x, y] = placeOf(((index % width) + 0.5) / width, (Math.floor(index / width) + 0.5) / height);
            return (
              <text key={index} x={x} y={y} className={classes.share} textAnchor="middle" dominantBaseline="central">
                {text}
              </text>
            );
          })}
      </g>
    </svg>
  );
}

type Point = readonly [x: number, y: number];

function heatImage(activation: Activation): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = PIXELS;
  canvas.getContext('2d')?.putImageData(new ImageData(heatPixels(activation, PIXELS), PIXELS, PIXELS), 0, 0);
  return canvas.toDataURL();
}
