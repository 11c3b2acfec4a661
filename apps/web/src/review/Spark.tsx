import { emotionOf } from '#contracts/emotion';
import { lookOf } from '#contracts/emotion-looks';
import { type JoinedUtterance } from '#contracts/summary';
import classes from './review.module.css';

const WIDTH = 60;
const HEIGHT = 16;

/** The timeline under one utterance: leading class by colour, its probability by height, nothing where there is no estimate. */
export function Spark({ steps }: { steps: JoinedUtterance['spark'] }) {
  const width = WIDTH / Math.max(1, steps.length);
  return (
    <svg className={classes.spark} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {steps.map(
        (step, place) =>
          step !== null && (
            <rect
              key={place}
              x={place * width}
              width={width + 0.2}
              y={HEIGHT * (1 - step.probability)}
              height={HEIGHT * step.probability}
              fill={lookOf(emotionOf(step.label)).colour}
            />
          ),
      )}
    </svg>
  );
}
