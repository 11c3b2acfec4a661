import { describe, expect, it } from 'vitest';
import { type Box } from '#contracts/emotion';
import { columnsOf, seen, unseen } from '../../timeline/testing.ts';
import { FaceSamples } from './face-samples.ts';

const ID = '11111111-1111-4111-8111-111111111111';

function setup(samples: { atMs: number; box: Box | null; lead?: number }[]) {
  const faces = new FaceSamples([
    {
      participantId: ID,
      name: 'Face 1',
      samples: columnsOf(
        samples.map(({ atMs, box, lead }) => ({ ...(lead === undefined ? unseen(atMs, 'uncertain') : seen(atMs, lead, 0.8)), box })),
      ),
    },
  ]);
  return (ms: number) => faces.at(ms)[0]!;
}

describe('FaceSamples', () => {
  it('moves a box evenly towards the next sample and keeps the label until then', () => {
    const at = setup([
      { atMs: 1_000, box: [100, 50, 80, 100], lead: 1 },
      { atMs: 1_200, box: [120, 60, 80, 100], lead: 3 },
    ]);
    expect(at(1_100)).toMatchObject({ participantId: ID, box: [110, 55, 80, 100], label: 'happiness', probability: 0.8, state: 'ok' });
    expect(at(1_200)).toMatchObject({ box: [120, 60, 80, 100], label: 'sadness' });
  });

  it('knows nothing before the first sample and a second after the last', () => {
    const at = setup([{ atMs: 1_000, box: [0, 0, 10, 10], lead: 1 }]);
    expect(at(999)).toMatchObject({ box: null, label: null, state: 'no-data' });
    expect(at(1_900).box).toEqual([0, 0, 10, 10]);
    expect(at(2_001)).toMatchObject({ box: null, state: 'no-data' });
  });

  it('holds a box where the next sample has none, is far away, or is elsewhere in the picture', () => {
    expect(
      setup([
        { atMs: 0, box: [0, 0, 10, 10], lead: 0 },
        { atMs: 200, box: null },
      ])(150).box,
    ).toEqual([0, 0, 10, 10]);
    expect(
      setup([
        { atMs: 0, box: [0, 0, 10, 10], lead: 0 },
        { atMs: 1_500, box: [5, 0, 10, 10], lead: 0 },
      ])(800).box,
    ).toEqual([0, 0, 10, 10]);
    expect(
      setup([
        { atMs: 0, box: [0, 0, 10, 10], lead: 0 },
        { atMs: 200, box: [100, 0, 10, 10], lead: 0 },
      ])(100).box,
    ).toEqual([0, 0, 10, 10]);
  });

  it('says why there is no estimate', () => {
    expect(setup([{ atMs: 0, box: [0, 0, 10, 10] }])(10)).toMatchObject({
      box: [0, 0, 10, 10],
      label: null,
      probability: null,
      state: 'uncertain',
    });
  });
});
