import { expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { decodeTimeline, encodeTimeline } from '#contracts/timeline-codec';
import { clipSpans } from './clip-spans.ts';
import { emotionsCsv } from './csv.ts';
import { toMarkdown } from './markdown.ts';
import { completions } from './query/complete.ts';
import { parseQuery } from './query/parse.ts';
import { runQuery } from './query/run.ts';
import { summarize } from './summarize.ts';
import { STEP_MS } from './testing/samples.ts';

/** A model's own order, and two classes that nobody here has heard of. */
const CLASSES = ['boredom', 'happy', 'neutral', 'sad', 'angry', 'surprise', 'fear', 'disgust', 'closed eyes'];
const PATIENT = '11111111-1111-4111-8111-111111111111';
const DURATION_MS = 10_000;

const of = (atMs: number, label: string): EmotionSample => {
  const scores = CLASSES.map((name) => (name === label ? 0.6 : 0.05));
  return { atMs, state: 'ok', raw: scores, smoothed: scores, label, coverage: 1, faceHeight: 90 };
};
const samples = SampleColumns.of(
  CLASSES,
  Array.from({ length: DURATION_MS / STEP_MS }, (_, i) => of(i * STEP_MS, i * STEP_MS < 6_000 ? 'boredom' : 'happy')),
);
const face = { face: 1, name: 'Face 1', participantId: PATIENT, samples };
const options = { faces: [{ number: 1, name: 'Face 1' }], classes: CLASSES };

it('crosses the wire', () => {
  const participants = [{ participantId: PATIENT, name: 'Jan', samples }];
  const bytes = new Uint8Array(Buffer.concat(encodeTimeline({ durationMs: DURATION_MS, participants, turns: [], markers: [] })));
  const [read] = decodeTimeline(bytes).participants;
  expect(read?.samples.classes).toEqual(CLASSES);
  expect(read?.samples.at(0)).toMatchObject({ label: 'boredom' });
});

it('is in summary, moments and Markdown under its own name', () => {
  const summary = summarize({
    call: { id: PATIENT, title: 'Call', startedAt: null, durationMs: DURATION_MS },
    unreviewed: false,
    participants: [{ id: PATIENT, name: 'Jan', role: 'patient' }],
    samples: [{ participantId: PATIENT, samples }],
    turns: [],
    utterances: [],
  });
  const [person] = summary.participants;
  expect(person?.expression?.classes).toEqual(CLASSES);
  expect(person?.expression?.timeMs).toMatchObject({ boredom: 6_000 });
  expect(person?.expression?.strongest.map(({ label }) => label)).toEqual(['boredom', 'happy']);
  expect(toMarkdown(summary)).toMatch(/\| boredom \| 0:06 \|/);
});

it('has a column of emotions.csv, in the order of the manifest', () => {
  const [header, first] = [...emotionsCsv([face])].join('').split('\r\n');
  expect(header?.split(',').slice(9)).toEqual(CLASSES);
  expect(first).toContain(',boredom,0.6000,0.6000,0.0500');
});

it('is found, offered and cut by its name', () => {
  const find = (text: string) => {
    const { query, problem } = parseQuery(text, options);
    expect(problem).toBeNull();
    return runQuery(query!, { faces: [face], utterances: [], durationMs: DURATION_MS, lagMs: 0 }).map(({ label, startMs }) => [
      label,
      startMs,
    ]);
  };
  expect(find('Boredom')).toEqual([['boredom', 0]]);
  expect(find('boredom > 0.5')).toEqual([['boredom', 0]]);
  expect(find('closed eyes')).toEqual([]);
  expect(parseQuery('boredom').problem?.code).toBe('unknown-word');
  expect(completions('bored', 5, 'en', options).map(({ text }) => text)).toEqual(['boredom']);
  expect(completions('', 0, 'cs', options).map(({ text }) => text)).toContain('closed eyes');
  expect(
    clipSpans([face], { emotions: ['boredom'], minConfidence: 0, paddingMs: 0, face: null, durationMs: DURATION_MS, lagMs: 0 }),
  ).toEqual([{ startMs: 0, endMs: 6_000, label: 'boredom' }]);
});
