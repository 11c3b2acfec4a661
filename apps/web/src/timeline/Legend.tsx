import { EMOTIONS, emotionsOf } from '#contracts/emotion';
import { type TimelineModel } from './model.ts';
import { Swatch } from './Swatch.tsx';
import classes from './timeline.module.css';
import { useWords } from './words.ts';

/** Colour, pattern, letter and name of every class, from the bottom of the stack to its top, and of what is no estimate. */
export function Legend({ model }: { model: TimelineModel }) {
  const { t, emotion, letter } = useWords();
  const names = emotionsOf([...EMOTIONS, ...model.tracks.flatMap(({ store }) => store.classes)]);
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {names.map((name) => (
        <li key={name} className={classes.legendItem}>
          <Swatch emotion={name} />
          <span>{`${emotion(name)} (${letter(name)})`}</span>
        </li>
      ))}
      <li className={classes.legendItem}>
        <span className={classes.hatch} aria-hidden />
        <span>{t('noEstimate')}</span>
      </li>
      <li className={classes.legendItem}>
        <span className={classes.ribbon} aria-hidden />
        <span>{t('rawLegend')}</span>
      </li>
    </ul>
  );
}
