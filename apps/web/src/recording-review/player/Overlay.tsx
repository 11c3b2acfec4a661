import { useState } from 'react';
import { lookOf } from '#contracts/emotion-looks';
import { useViewPart } from '../../timeline/use-timeline.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { useWords } from '../../timeline/words.ts';
import { type FaceSamples, type SeenFace } from './face-samples.ts';
import { initialsOf, useFaceName } from '../faces/face-name.ts';
import { boxOnStage, pictureIn, placeLabels, type Rect, type Size } from './overlay-layout.ts';
import classes from '../recording-review.module.css';

const FONT_PX = 13;
const FONT = `600 ${FONT_PX}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif`;
const LABEL_HEIGHT = 22;
const TEXT_LEFT = 12;
const TEXT_RIGHT = 8;
const NO_ESTIMATE = '#d0d5db';

interface Props {
  view: TimelineView;
  faces: FaceSamples;
  /** As the boxes know it. */
  video: Size;
  stage: Size;
  chosen: string | null;
}

/** Boxes and labels over the picture at the play-head. For eyes only: the list of faces says the same in words. */
export function Overlay({ view, faces, video, stage, chosen }: Props) {
  const words = useWords();
  const faceName = useFaceName();
  const [measure] = useState(textMeasure);
  const ms = useViewPart(view, ({ playheadMs }) => playheadMs ?? 0);
  const picture = pictureIn(stage, video);
  const seen = faces.at(ms).flatMap((face) => {
    const place = face.box === null ? null : boxOnStage(face.box, video, picture);
    return place === null ? [] : [{ face, place }];
  });
  /** From the whole text to what is left of it in little room. */
  const textsOf = ({ name, label, probability, state }: SeenFace): string[] => {
    const who = faceName(name);
    if (label === null || probability === null) return [`${who}: ${words.state(state)}`, words.state(state), initialsOf(name)];
    return [
      `${who}: ${words.likely(label, probability)}, ${words.percent(probability)}`,
      `${initialsOf(name)}: ${words.emotion(label)} ${words.percent(probability)}`,
      `${words.letter(label)} ${words.percent(probability)}`,
    ];
  };
  const texts = seen.map(({ face }) => textsOf(face));
  const places = placeLabels(
    seen.map(({ place }) => place),
    texts.map((variants) => variants.map((text) => ({ width: TEXT_LEFT + measure(text) + TEXT_RIGHT, height: LABEL_HEIGHT }))),
    stage,
  );
  return (
    <svg className={classes.overlay} width={stage.width} height={stage.height} aria-hidden data-testid="overlay">
      {seen.map(({ face, place }, index) => {
        const label = places[index] ?? null;
        const colour = face.label === null ? NO_ESTIMATE : lookOf(face.label).colour;
        return (
          <g
            key={face.participantId}
            data-testid="overlay-face"
            data-face={face.participantId}
            data-label={face.label ?? ''}
            data-state={face.state}
          >
            <Frame place={place} colour={colour} dashed={face.label === null} width={face.participantId === chosen ? 3 : 2} />
            {label !== null && (
              <g transform={`translate(${label.x} ${label.y})`}>
                <rect width={label.width} height={label.height} rx={4} fill="rgb(16 20 24 / 88%)" />
                <rect x={4} y={4} width={4} height={label.height - 8} rx={1} fill={colour} />
                <text x={TEXT_LEFT} y={label.height / 2} dominantBaseline="central" fill="#fff" style={{ font: FONT }}>
                  {texts[index]?.[label.variant]}
                </text>
              </g>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** A box that is seen on bright and on dark pictures. */
function Frame({ place, colour, dashed, width }: { place: Rect; colour: string; dashed: boolean; width: number }) {
  const box = { x: place.x, y: place.y, width: place.width, height: place.height, rx: 3, fill: 'none' };
  return (
    <>
      <rect {...box} stroke="rgb(16 20 24 / 55%)" strokeWidth={width + 1.5} />
      <rect {...box} stroke={colour} strokeWidth={width} strokeDasharray={dashed ? '6 5' : undefined} />
    </>
  );
}

function textMeasure(): (text: string) => number {
  const ctx = document.createElement('canvas').getContext('2d');
  if (ctx === null) return (text) => text.length * FONT_PX * 0.6;
  ctx.font = FONT;
  return (text) => Math.ceil(ctx.measureText(text).width);
}
