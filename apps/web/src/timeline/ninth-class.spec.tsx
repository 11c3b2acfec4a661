// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type EmotionSample } from '#contracts/emotion';
import { type ParticipantSummary } from '#contracts/summary';
import { IndicatorCard } from '../dashboard/IndicatorCard.tsx';
import { liveOf, PATIENT } from '../dashboard/testing.ts';
import { Totals } from '../review/Totals.tsx';
import { draw, useScreen } from '../testing/screen.tsx';
import { Columns, columnsIn } from './columns.ts';
import { Legend } from './Legend.tsx';
import { SampleStore } from './sample-store.ts';
import { readingAt, segmentsIn } from './segments.ts';
import { columnsOf, FERPLUS, seen, stretch } from './testing.ts';

/** Two classes that nobody here has heard of, one of them first in the model's order. */
const CLASSES = ['boredom', ...FERPLUS, 'pain'];

function bored(atMs: number): EmotionSample {
  const scores = CLASSES.map((name) => (name === 'boredom' ? 0.55 : 0.05));
  return { ...seen(atMs), raw: scores, smoothed: scores, label: 'boredom' };
}

describe('classes that only one model has', () => {
  useScreen();

  it('come after the known ones in the store, whenever they are met', () => {
    const store = new SampleStore();
    store.add(columnsOf([seen(0, 3), seen(200, 3)]));
    store.add(columnsOf([bored(400), bored(600)], CLASSES));
    expect(store.classes).toEqual([...FERPLUS, 'boredom', 'pain']);
    expect(readingAt(store, 100)).toMatchObject({ label: 'sadness', raw: 'sadness' });
    expect(readingAt(store, 100).scores?.get('sadness')).toBeCloseTo(0.72);
    expect(readingAt(store, 500)).toMatchObject({ label: 'boredom', raw: 'boredom' });
    expect(readingAt(store, 500).scores?.get('boredom')).toBeCloseTo(0.55, 2);
    expect(segmentsIn(store, { fromMs: 0, toMs: 800 }).map(({ label }) => label)).toEqual(['sadness', 'boredom']);
  });

  it('are on top of the stack, close up and from afar', () => {
    const store = new SampleStore();
    store.add(columnsOf(stretch(0, 20)));
    store.add(columnsOf(stretch(4_000, 2_000, bored), CLASSES));
    for (const pixels of [100_000, 20]) {
      const columns = columnsIn(store, { fromMs: 200_000, toMs: 300_000 }, pixels, new Columns());
      const [width, column] = [columns.classes.length, columns.length - 2];
      expect(width).toBe(10);
      const edges = [...columns.stack.subarray(column * width, (column + 1) * width)];
      expect(edges.at(-1)).toBeCloseTo(1);
      expect(edges[8]! - edges[7]!).toBeCloseTo(0.55, 1);
      expect(columns.classes[columns.rawLead[column]!]).toBe('boredom');
    }
  });

  it('are said by their own names on the card and in the legend', () => {
    const live = liveOf({}, [bored(800), bored(900)], CLASSES);
    draw(
      <>
        <IndicatorCard live={live} participantId={PATIENT} />
        <Legend model={live} />
      </>,
    );
    expect(screen.getByTestId('indicator-label').textContent).toBe('likely boredom');
    const legend = within(screen.getByRole('list')).getAllByRole('listitem');
    expect(legend.map(({ textContent }) => textContent)).toEqual(expect.arrayContaining(['boredom (Bo)', 'pain (Pa)', 'fear (F)']));
  });

  it('have a row of the totals, after the known ones', () => {
    const person = {
      expression: {
        classes: CLASSES,
        timeMs: { boredom: 6_000, happiness: 4_000 },
        withoutEstimateMs: {},
        expressivity: { mean: 0.2, coverage: 0.5 },
        coverage: 1,
      },
    } as unknown as ParticipantSummary;
    draw(<Totals person={person} />);
    expect(screen.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(['happiness', 'boredom']);
    expect(screen.getByTestId('expressivity').textContent).toContain('Expressivity 20% on average, measured in 50% of the call');
    expect(screen.getAllByRole('row')[1]?.textContent).toContain('60%');
  });
});
