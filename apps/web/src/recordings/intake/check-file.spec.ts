import { describe, expect, it } from 'vitest';
import { type RecordingLimits } from '#contracts/recording';
import { checkFile, extensionOf, titleOf } from './check-file.ts';

const limits: RecordingLimits = {
  maxBytes: 1_000,
  maxDurationMs: 60_000,
  maxPixels: 1,
  extensions: ['mp4', 'webm'],
  videoDays: null,
  profiles: ['light'],
  analysisPace: 0.7,
};

describe('a chosen file', () => {
  it.each([
    ['talk.mp4', 10, null, null],
    ['TALK.MP4', 1_000, 60_000, null],
    ['talk.mp4', 0, null, 'empty'],
    ['talk.mp4', 1_001, null, 'too-large'],
    ['talk.mp4', 10, 60_001, 'too-long'],
    ['notes.txt', 10, null, 'format'],
    ['mp4', 10, null, 'format'],
    ['.mp4', 10, null, 'format'],
  ] as const)('%s of %d bytes and %s ms: %s', (name, size, durationMs, problem) => {
    expect(checkFile({ name, size }, durationMs, limits)).toBe(problem);
  });

  it('is called after its name without the extension', () => {
    expect([titleOf('Talk 1.2.MP4'), titleOf('talk'), titleOf('.mp4')]).toEqual(['Talk 1.2', 'talk', '.mp4']);
  });

  it('has the extension after its last dot', () => {
    expect(extensionOf('a.b.WebM')).toBe('webm');
  });
});
