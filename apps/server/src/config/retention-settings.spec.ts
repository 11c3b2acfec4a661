import { expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { readRetentionSettings } from './retention-settings.ts';

it('keeps everything where nothing is set', () => {
  expect(readRetentionSettings({ ATTUNE_VIDEO_DAYS: '' })).toEqual({ callDays: null, recordingDays: null, videoDays: null });
});

it('takes days, each for itself', () => {
  expect(readRetentionSettings({ ATTUNE_CALL_DAYS: '3650', ATTUNE_VIDEO_DAYS: '30' })).toEqual({
    callDays: 3_650,
    recordingDays: null,
    videoDays: 30,
  });
});

it.each(['ATTUNE_CALL_DAYS', 'ATTUNE_RECORDING_DAYS', 'ATTUNE_VIDEO_DAYS'])('names %s where it is no number of days', (variable) => {
  for (const value of ['0', '-1', 'soon']) {
    expect(() => readRetentionSettings({ [variable]: value })).toThrow(new RegExp(`^${variable}: must be a .*\\.$`));
    expect(() => readRetentionSettings({ [variable]: value })).toThrow(ConfigError);
  }
});
