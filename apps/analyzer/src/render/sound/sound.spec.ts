import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  FF_ENCODER_AAC,
  FF_ENCODER_AC3,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
  FF_ENCODER_PCM_S16LE,
} from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { openVideo } from '../../video/open-video.ts';
import { annotate } from '../annotate.ts';
import { cutClips } from '../cut-clips.ts';
import { makePlayable } from '../make-playable.ts';
import { makeMedia, timesOf, type Media } from '../testing/make-media.ts';
import { firstLoud, lastLoud, longestQuiet, readBack, type ReadBack } from '../testing/read-back.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 4_000_000 };
const OPTIONS = { limits: LIMITS, signal: new AbortController().signal, onProgress: () => {} };
/** What a block of AAC lasts at 48 kHz. */
const AAC_FRAME_MS = (1_024 * 1_000) / 48_000;
/** The picture is white and the tone sounds from here to there, on the pictures' clock. */
const [FROM, TO] = [2_000, 4_000];

const between = (atMs: number, from = FROM, to = TO) => atMs >= from - 0.01 && atMs < to - 0.01;
const tone =
  (startMs = 0) =>
  (atMs: number) =>
    between(atMs + startMs) ? 0.8 * Math.sin(2 * Math.PI * atMs) : 0;
const AUDIO = { codec: FF_ENCODER_AAC, sampleRate: 44_100, channels: 2, durationMs: 6_000, wave: tone() } as const;
/** Another tone at another time: heard only where the wrong track is taken. */
const OTHER = { ...AUDIO, wave: (atMs: number) => (atMs < 1_000 ? 0.8 * Math.sin(2 * Math.PI * atMs) : 0) };

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'sound-'))));
afterAll(() => rm(folder, { recursive: true }));
let files = 0;
const named = () => path.join(folder, `${files++}`);

async function make(media: Partial<Media>, undecodable: string | null): Promise<string> {
  const file = named();
  await makeMedia(file, {
    container: 'mp4',
    codec: FF_ENCODER_LIBX264,
    width: 64,
    height: 64,
    times: timesOf(180, 30),
    paint: (_x, _y, atMs) => [between(atMs) ? 200 : 50, 128, 128],
    audio: AUDIO,
    ...media,
  });
  if (undecodable === null) return file;
  // A way of coding that nobody has heard of.
  const bytes = await readFile(file);
  const at = bytes.indexOf(undecodable, bytes.indexOf('stsd'), 'latin1');
  expect(at).toBeGreaterThan(0);
  bytes.write('apac', at, 'latin1');
  await writeFile(file, bytes);
  return file;
}

async function made(file: string, work: (source: RandomAccessFile, output: RandomAccessFile) => Promise<unknown>): Promise<ReadBack> {
  const output = `${named()}.mp4`;
  await using stack = new AsyncDisposableStack();
  const source = await openFile({ path: file, key: null }, 'read');
  stack.defer(() => source.close());
  const written = await openFile({ path: output, key: null }, 'create');
  stack.defer(() => written.close());
  await work(source, written);
  return readBack(output);
}

async function clipOf(file: string, startMs: number, endMs: number): Promise<ReadBack> {
  return made(file, async (source, output) => {
    const joined = await openFile({ path: named(), key: null }, 'create');
    await cutClips(source, [{ startMs, endMs, label: null, output }], joined, OPTIONS);
    await joined.close();
  });
}

async function soundFacts(file: string) {
  const source = await openFile({ path: file, key: null }, 'read');
  const video = await openVideo(source, LIMITS);
  const { sound, facts } = video;
  await video.close();
  await source.close();
  return { undecodable: sound.undecodable, tracks: sound.tracks, playable: facts.playable, hasAudio: facts.hasAudio };
}

interface Kind {
  media: Partial<Media>;
  /** A coding that is made unknown. */
  undecodable?: string;
  /** When the tone is, if not as in the pictures. */
  sounds?: [number, number];
  facts?: { undecodable: number; tracks: number; playable: boolean };
}

const WEBM = { container: 'webm', codec: FF_ENCODER_LIBVPX_VP8, timeBase: { num: 1, den: 1_000 } } as const;

const KINDS: Record<string, Kind> = {
  'AAC at 44.1 kHz': { media: {} },
  'Opus of a WebM': { media: { ...WEBM, audio: { ...AUDIO, codec: FF_ENCODER_LIBOPUS, sampleRate: 48_000 } } },
  'plain samples of a MOV': { media: { container: 'mov', audio: { ...AUDIO, codec: FF_ENCODER_PCM_S16LE, sampleRate: 32_000 } } },
  'sound that begins later than the pictures': { media: { audio: { ...AUDIO, startMs: 700, durationMs: 5_300, wave: tone(700) } } },
  'sound that begins later, in a Matroska': {
    media: { container: 'matroska', audio: { ...AUDIO, startMs: 700, durationMs: 5_300, wave: tone(700) } },
  },
  'sound that ends before the pictures': { media: { audio: { ...AUDIO, durationMs: 3_500 } }, sounds: [FROM, 3_500] },
  'sound that goes on behind the pictures': { media: { audio: { ...AUDIO, durationMs: 7_000 } } },
  'a file that was trimmed without encoding anew': { media: { startMs: -650 }, sounds: [FROM - 650, TO - 650] },
  'a rate and channels that change': {
    media: {
      container: 'matroska',
      audio: {
        ...AUDIO,
        codec: FF_ENCODER_AC3,
        sampleRate: 48_000,
        durationMs: 3_008,
        then: { sampleRate: 44_100, channels: 1, durationMs: 2_992 },
      },
    },
  },
  'a second track that cannot be decoded': {
    media: { container: 'mov', moreAudio: [{ ...OTHER, codec: FF_ENCODER_PCM_S16LE }] },
    undecodable: 'sowt',
    facts: { undecodable: 1, tracks: 2, playable: false },
  },
  'a first track that is preferred and cannot be decoded': {
    media: {
      container: 'mov',
      audio: { ...OTHER, codec: FF_ENCODER_PCM_S16LE, isDefault: true },
      moreAudio: [{ ...AUDIO, isDefault: false }],
    },
    undecodable: 'sowt',
    facts: { undecodable: 1, tracks: 2, playable: false },
  },
  'a second track that the file prefers': {
    media: { container: 'matroska', audio: { ...OTHER, isDefault: false }, moreAudio: [{ ...AUDIO, isDefault: true }] },
    facts: { undecodable: 0, tracks: 2, playable: false },
  },
  'the first of two that the file prefers alike': {
    media: { container: 'matroska', audio: { ...AUDIO, channels: 1, isDefault: true }, moreAudio: [{ ...OTHER, isDefault: true }] },
    facts: { undecodable: 0, tracks: 2, playable: false },
  },
};

function expectTone({ sound }: ReadBack, [from, to]: readonly [number, number]): void {
  expect(Math.abs((firstLoud(sound) ?? -1_000) - from)).toBeLessThan(AAC_FRAME_MS);
  expect(Math.abs((lastLoud(sound) ?? -1_000) - to)).toBeLessThan(AAC_FRAME_MS);
  // And nothing missing between: where coding begins anew, a few milliseconds are quiet.
  expect(longestQuiet(sound, from + AAC_FRAME_MS, to - AAC_FRAME_MS)).toBeLessThan(10);
}

describe('the sound of what is made of a video', { timeout: 60_000 }, () => {
  it.each(Object.entries(KINDS))('is where it belongs: %s', async (_, { media, undecodable = null, sounds = [FROM, TO], facts }) => {
    const file = await make(media, undecodable);
    if (facts !== undefined) expect(await soundFacts(file)).toMatchObject({ ...facts, hasAudio: true });
    const [from, to] = sounds;
    expectTone(await made(file, (source, output) => annotate(source, output, [], OPTIONS)), sounds);
    expectTone(await made(file, (source, output) => makePlayable(source, output, OPTIONS)), sounds);
    expectTone(await clipOf(file, from - 500, from + 1_000), [500, 1_500]);
    expectTone(await clipOf(file, from + 700, to + 500), [0, to - from - 700]);
  });

  it('is left out, and told, where none of it can be decoded', async () => {
    const file = await make({ container: 'mov', audio: { ...AUDIO, codec: FF_ENCODER_PCM_S16LE } }, 'sowt');
    expect(await soundFacts(file)).toEqual({ undecodable: 1, tracks: 1, playable: false, hasAudio: false });
    const { codecs } = await made(file, (source, output) => annotate(source, output, [], OPTIONS));
    expect(codecs.audio).toBeNull();
  });

  it('is there from the first sample on where a container goes too far for it', async () => {
    const wave = (atMs: number) => 0.8 * Math.sin(2 * Math.PI * atMs);
    const file = await make({ startMs: -650, audio: { ...AUDIO, wave } }, null);
    for (const startMs of [100, 400, 1_500, 3_210, 4_000]) {
      const clip = await clipOf(file, startMs, startMs + 1_000);
      expect(longestQuiet(clip.sound, 0, clip.durationMs - AAC_FRAME_MS)).toBeLessThan(2);
    }
  });
});
