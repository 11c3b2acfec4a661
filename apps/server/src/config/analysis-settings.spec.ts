import { describe, expect, it } from 'vitest';
import { readAnalysisSettings } from './analysis-settings.ts';

describe('readAnalysisSettings', () => {
  it('has a default for everything', () => {
    expect(readAnalysisSettings({})).toMatchObject({ profile: 'call', device: 'auto', tap: 'rtp', samplesPerSecond: 5 });
  });

  it('reads the variables, and takes an empty one for unset', () => {
    const settings = readAnalysisSettings({
      ATTUNE_SAMPLES_PER_SECOND: '2.5',
      ATTUNE_EVERY_NTH: '3',
      ATTUNE_DEVICE: 'cpu',
      ATTUNE_TAP: 'webrtc',
      ATTUNE_PROFILE: '',
      ATTUNE_CASCADE: '/a.xml',
    });
    expect(settings).toMatchObject({
      samplesPerSecond: 2.5,
      everyNth: 3,
      device: 'cpu',
      tap: 'webrtc',
      profile: 'call',
      cascadePath: '/a.xml',
    });
  });

  it.each([
    ['ATTUNE_SAMPLES_PER_SECOND', 'many'],
    ['ATTUNE_EVERY_NTH', '0'],
    ['ATTUNE_DEVICE', 'abacus'],
    ['ATTUNE_TAP', 'water'],
    ['ATTUNE_WINDOW_MS', '1e9'],
  ])('names %s when it holds "%s"', (variable, value) => {
    expect(() => readAnalysisSettings({ [variable]: value })).toThrow(variable);
  });
});
