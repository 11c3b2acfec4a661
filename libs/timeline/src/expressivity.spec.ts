import { describe, expect, it } from 'vitest';
import { expressivityOf } from './expressivity.ts';
import { toMarkdown } from './markdown.ts';
import { summarize } from './summarize.ts';
import { columnsOf, faceOf, run } from './testing/samples.ts';

const moving = (fromMs: number, toMs: number, expressivity: number) =>
  run(fromMs, toMs, 'neutral').map((sample) => ({ ...sample, expressivity }));

describe('expressivityOf', () => {
  it('is the mean over the time in which it was measured, and the share of it', () => {
    const samples = columnsOf([...run(0, 60_000, 'neutral'), ...moving(60_000, 80_000, 0.1), ...moving(80_000, 100_000, 0.3)]);
    expect(expressivityOf(samples, 100_000)?.mean).toBeCloseTo(0.2, 6);
    expect(expressivityOf(samples, 100_000)?.coverage).toBeCloseTo(0.4, 6);
    expect(expressivityOf(samples, 200_000)?.coverage).toBeCloseTo((40_000 + 800) / 200_000, 6);
  });

  it('is none where too little was seen', () => {
    expect(expressivityOf(columnsOf(run(0, 60_000, 'neutral')), 60_000)).toBeNull();
    expect(expressivityOf(columnsOf([...run(0, 60_000, 'neutral'), ...moving(60_000, 66_000, 0.3)]), 66_000)).toBeNull();
  });

  it('stands in the summary, and in its document', () => {
    const summaryOf = (samples: ReturnType<typeof run>) => {
      const face = faceOf(1, samples);
      return summarize({
        call: { id: face.participantId, title: 'Call', startedAt: null, durationMs: 100_000 },
        participants: [{ id: face.participantId, name: face.name, role: 'patient' }],
        samples: [face],
        turns: [],
        utterances: [],
        unreviewed: true,
      });
    };
    const summary = summaryOf([...run(0, 60_000, 'neutral'), ...moving(60_000, 100_000, 0.25)]);
    const expressivity = summary.participants[0]?.expression?.expressivity;
    expect(expressivity?.mean).toBeCloseTo(0.25, 6);
    expect(expressivity?.coverage).toBeCloseTo(0.4, 6);
    expect(toMarkdown(summary)).toContain('Expressivity: 25% away from this person’s own first minute on average');
    expect(toMarkdown(summaryOf(run(0, 100_000, 'neutral')))).toContain('Expressivity: not known, too little of the face was seen.');
  });
});
