import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { readRecordingSettings } from './recording-settings.ts';

describe('settings of recordings', () => {
  it('have defaults, which an empty variable leaves', () => {
    expect(readRecordingSettings({ ATTUNE_UPLOAD_MAX_GB: '' })).toEqual({
      maxBytes: 8_000_000_000,
      maxDurationMs: 10_800_000,
      maxPixels: 16_777_216,
      jobs: 1,
    });
  });

  it('are taken from the environment', () => {
    expect(
      readRecordingSettings({
        ATTUNE_UPLOAD_MAX_GB: '0.5',
        ATTUNE_RECORDING_MAX_HOURS: '1',
        ATTUNE_RECORDING_JOBS: '2',
      }),
    ).toMatchObject({ maxBytes: 500_000_000, maxDurationMs: 3_600_000, jobs: 2 });
  });

  it.each([
    ['ATTUNE_UPLOAD_MAX_GB', 'much'],
    ['ATTUNE_RECORDING_MAX_HOURS', '-1'],
    ['ATTUNE_RECORDING_JOBS', '1.5'],
  ])('name %s where it is %s', (variable, value) => {
    expect(() => readRecordingSettings({ [variable]: value })).toThrow(new RegExp(`^${variable}: must be a .*\\.$`));
    expect(() => readRecordingSettings({ [variable]: value })).toThrow(ConfigError);
  });
});
