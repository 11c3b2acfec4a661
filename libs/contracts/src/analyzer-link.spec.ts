import { describe, expect, it } from 'vitest';
import { analysisSettings, fromAnalyzer, toAnalyzer } from './analyzer-link.ts';

const callId = '0b5f0f5e-6a1c-4c38-9d53-2f6f6f1f8a01';

describe('the analyzer link', () => {
  it('fills in the settings', () => {
    expect(analysisSettings.parse({})).toMatchObject({ profile: 'call', device: 'auto', samplesPerSecond: 5, windowMs: 2_000 });
  });

  it('refuses what is no message', () => {
    for (const message of [null, 'ping', {}, { type: 'unknown' }, { type: 'closeCall', callId: 'call' }, { type: 'ping', n: 0.5 }]) {
      expect(toAnalyzer.safeParse(message).success).toBe(false);
    }
  });

  it('refuses scores outside 0-1 and times before the call', () => {
    const samples = (change: object) => ({
      type: 'samples',
      callId,
      participantId: callId,
      tapId: 'tap',
      samples: [{ atMs: 1, state: 'ok', raw: [0.4, 0.6], smoothed: [0.4, 0.6], label: 'neutral', coverage: 1, faceHeight: 80, ...change }],
    });
    expect(fromAnalyzer.safeParse(samples({})).success).toBe(true);
    expect(fromAnalyzer.safeParse(samples({ raw: [1.4, -0.4] })).success).toBe(false);
    expect(fromAnalyzer.safeParse(samples({ atMs: -1 })).success).toBe(false);
    expect(fromAnalyzer.safeParse(samples({ state: 'asleep' })).success).toBe(false);
  });

  it('carries no picture: unknown fields are left behind', () => {
    const parsed = fromAnalyzer.parse({ type: 'tapReady', tapId: 'tap', frame: new Uint8Array(9) });
    expect(parsed).toEqual({ type: 'tapReady', tapId: 'tap' });
  });
});
