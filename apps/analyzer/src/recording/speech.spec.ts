import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { makeMedia, timesOf } from '../render/testing/make-media.ts';
import { Speech } from './speech.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 1_920 * 1_080 };
const levels = (...runs: [level: number, pieces: number][]) => runs.flatMap(([level, pieces]) => Array<number>(pieces).fill(level));
const heard = (speech: Speech, pieces: number) =>
  Array.from({ length: pieces }, (_, piece) => (speech.at(piece * 100 + 50) ? '#' : '.')).join('');

describe('Speech', () => {
  it('is what is louder than the room, pauses between words included, clicks left out', () => {
    const speech = new Speech(levels([-60, 10], [-25, 5], [-60, 6], [-28, 4], [-60, 12], [-20, 2], [-60, 5]));
    expect(heard(speech, 44)).toBe(`${'.'.repeat(10)}${'#'.repeat(15)}${'.'.repeat(19)}`);
  });

  it('is nothing in a room that is always as loud, in silence, and without sound', () => {
    expect(heard(new Speech(levels([-20, 30])), 30)).not.toContain('#');
    expect(heard(new Speech(levels([-100, 20], [-70, 10])), 30)).not.toContain('#');
    expect(heard(new Speech([]), 5)).toBe('.....');
  });

  describe('of a video', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'attune-speech-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** @param wave at a time in milliseconds; null: without sound */
    async function speechOf(name: string, wave: ((atMs: number) => number) | null): Promise<Speech> {
      const file = path.join(folder, name);
      await makeMedia(file, {
        container: 'mp4',
        codec: FF_ENCODER_LIBX264,
        width: 64,
        height: 48,
        times: timesOf(40, 10),
        paint: () => [128, 128, 128],
        audio: wave && { codec: FF_ENCODER_AAC, sampleRate: 48_000, channels: 1, durationMs: 4_000, wave },
      });
      const source = await openFile({ path: file, key: null }, 'read');
      try {
        return await Speech.of(source, LIMITS, new AbortController().signal);
      } finally {
        await source.close();
      }
    }
    const tone = (atMs: number) => Math.sin((2 * Math.PI * 300 * atMs) / 1_000);

    it('is where its sound is louder than its room', async () => {
      const talk = await speechOf('talk.mp4', (atMs) => tone(atMs) * (atMs > 1_500 && atMs < 3_000 ? 0.3 : 0.01));
      expect([talk.at(700), talk.at(2_000), talk.at(2_800), talk.at(3_700)]).toEqual([false, true, true, false]);
    });

    it('is none in a constant tone, which is the room, nor without a track', async () => {
      expect(heard(await speechOf('tone.mp4', (atMs) => 0.3 * tone(atMs)), 40)).not.toContain('#');
      expect(heard(await speechOf('none.mp4', null), 40)).not.toContain('#');
    });

    it('stops when it is told to', async () => {
      const file = path.join(folder, 'tone.mp4');
      const source = await openFile({ path: file, key: null }, 'read');
      await expect(Speech.of(source, LIMITS, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
      await source.close();
    });
  });
});
