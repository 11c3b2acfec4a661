import { EMOTIONS } from '#contracts/emotion';
import { EMOTION_LOOKS } from '#contracts/emotion-looks';
import { Swatch } from './Swatch.tsx';
import classes from './timeline.module.css';
import { useWords } from './words.ts';

/** Colour, pattern, letter and name of every class, from the bottom of the stack to its top, and of what is no estimate. */
export function Legend() {
  const { t, emotion } = useWords();
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {EMOTIONS.map((name) => (
        <li key={name} className={classes.legendItem}>
          <Swatch emotion={name} />
          <span>{`${emotion(name)} (${EMOTION_LOOKS[name].letter})`}</span>
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
