import { expect, it } from 'vitest';
import { SampleColumns } from './sample-columns.ts';
import { decodeTimeline, encodeTimeline, type TimelineColumns } from './timeline-codec.ts';
import { DamagedBytes } from './varint.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const timeline: TimelineColumns = {
  durationMs: 7_200_000.5,
  participants: [
    {
      participantId: ID,
      name: 'Žofie',
      samples: SampleColumns.of(
        ['a', 'b'],
        [{ atMs: 1, state: 'ok', raw: [0.25, 0.75], smoothed: [0.3, 0.7], label: 'b', coverage: 1, faceHeight: 80 }],
      ),
    },
    { participantId: ID, name: '', samples: new SampleColumns([]) },
  ],
  turns: [{ participantId: ID, startMs: 0, endMs: 5_000 }],
  markers: [{ id: ID, atMs: 9, text: 'here' }],
};
const bytes = new Uint8Array(Buffer.concat(encodeTimeline(timeline)));

it('brings a timeline over as it was, but for the scores of single frames', () => {
  const { participants, ...rest } = decodeTimeline(bytes);
  expect(rest).toEqual({ durationMs: timeline.durationMs, turns: timeline.turns, markers: timeline.markers });
  expect(participants.map(({ participantId, name, samples }) => [participantId, name, samples.classes, samples.length])).toEqual([
    [ID, 'Žofie', ['a', 'b'], 1],
    [ID, '', [], 0],
  ]);
  expect(participants[0]?.samples.at(0)).toEqual({ ...timeline.participants[0]?.samples.at(0), raw: null });
  expect(participants[0]?.samples.rawLabel[0]).toBe(1);
});

it('refuses what is cut short, or no timeline', () => {
  for (let length = 0; length < bytes.length; length++) expect(() => decodeTimeline(bytes.subarray(0, length))).toThrow(DamagedBytes);
  expect(() => decodeTimeline(new TextEncoder().encode('{"participants":[]}'))).toThrow(DamagedBytes);
});
