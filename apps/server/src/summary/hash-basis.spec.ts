import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import { hashBasis } from './summary.thread.ts';

const PATIENT = '11111111-1111-4111-8111-111111111111';
const CLASSES = ['neutral', 'happiness'];

const hashesOf = (samples: readonly EmotionSample[]) =>
  hashBasis({
    call: { id: '33333333-3333-4333-8333-333333333333', title: 'Call', startedAt: null, durationMs: 90_000 },
    participants: [{ id: PATIENT, name: 'Jana', role: 'patient' }],
    turns: [{ participantId: PATIENT, startMs: 1_000, endMs: 9_000 }],
    samplePages: [{ participantId: PATIENT, classes: CLASSES, data: encodeSamples(SampleColumns.of(CLASSES, samples)), key: null }],
    transcript: { offsetMs: 0, fileName: null, durationMs: 90_000, pages: [], key: new Uint8Array(32) },
    unreviewed: true,
  });

const samples: EmotionSample[] = Array.from({ length: 90 }, (_, second) => ({
  atMs: second * 1_000,
  state: 'ok',
  raw: [0.75, 0.25],
  smoothed: second < 40 ? [0.75, 0.25] : [0.25, 0.75],
  label: second < 40 ? 'neutral' : 'happiness',
  coverage: 1,
  faceHeight: 90,
}));

describe('hashBasis', () => {
  it('is what it was when notes were signed before expressivity was measured', () => {
    expect(hashesOf(samples)).toMatchObject({
      samples: 'a0432e98d4e7e2af7c96f90bb204b68aeebc9055d865f0dc845f4946dc6b5d3c',
      summary: '510e7a6c1016efee5b80dc60151fa63b1c4a4a08d08fd7d977ea4db65c21e7fe',
    });
  });

  it('is of the expressivity, too, where that was measured', () => {
    const measured = (expressivity: number) => hashesOf(samples.map((one, second) => (second < 60 ? one : { ...one, expressivity })));
    expect(measured(0.2).samples).not.toBe(measured(0.3).samples);
    expect(measured(0.2).summary).not.toBe(measured(0.3).summary);
    expect(measured(0.2).summary).not.toBe(hashesOf(samples).summary);
  });
});
