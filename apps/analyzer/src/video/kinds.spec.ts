import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { FF_ENCODER_AAC, FF_ENCODER_FLAC, FF_ENCODER_LIBMP3LAME, FF_ENCODER_LIBX264 } from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '#files/open';
import { makeMedia, timesOf } from '../render/testing/make-media.ts';
import { openVideo } from './open-video.ts';
import { problemOf } from './problems.ts';
import { makeSound } from './testing/make-sound.ts';
import { makeVideo, type GreyVideo } from './testing/make-video.ts';

const LIMITS = { maxDurationMs: 60_000, maxPixels: 640 * 480 };
let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-kinds-'));
});
afterAll(() => rm(folder, { recursive: true }));
const named = () => path.join(folder, `${made++}`);

const plane = { data: new Uint8Array(160 * 120).fill(90), width: 160, height: 120, stride: 160 };
async function video(options: Partial<GreyVideo> = {}): Promise<Buffer> {
  const file = named();
  const pictures = Array.from({ length: 60 }, (_, index) => ({ atMs: (index * 1_000) / 30, plane }));
  await makeVideo(file, { container: 'mp4', codec: 'libx264', pictures, ...options });
  return readFile(file);
}
const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#885533' } });
/** Each picture as many bytes as the others, about. */
const grain = Array.from({ length: 60 }, (_, at) => ({
  atMs: (at * 1_000) / 30,
  plane: { ...plane, data: Uint8Array.from({ length: 160 * 120 }, (_value, index) => 60 + ((index * 7_919 * (at + 3)) % 97)) },
}));
const faststart = () => video({ pictures: grain, options: { movflags: 'faststart' } });

function patched(bytes: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const at = bytes.indexOf(from, 0, 'latin1');
  expect(at).toBeGreaterThan(0);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(to as string, 'latin1'), bytes.subarray(at + to.length)]);
}

/** Encrypted as a Matroska's track says it, in the place of two elements that need not be there: whether it is laced, and its language. */
async function encryptedMatroska(container: string): Promise<Buffer> {
  const bytes = await video({ container, codec: container === 'webm' ? 'libvpx' : 'libx264' });
  return patched(bytes, Buffer.from('9c810022b59c83756e64', 'hex'), Buffer.from('6d8087624084503381 01'.replace(' ', ''), 'hex'));
}

async function song(container: string, codec: Parameters<typeof makeSound>[1]['codec']): Promise<Buffer> {
  const file = named();
  await makeSound(file, { container, codec });
  return readFile(file);
}

const gif = (pictures: number) =>
  Buffer.concat([
    Buffer.from('474946383961010001008000000000 00ffffff'.replace(' ', ''), 'hex'),
    ...Array.from({ length: pictures }, () => Buffer.from('21f90401000000002c000000000100010000020144 00'.replace(' ', ''), 'hex')),
    Buffer.of(0x3b),
  ]);

/** Files that are no video that can be analysed, and what each is told as. */
const KINDS: Record<string, [code: string, words: RegExp, make: () => Buffer | Promise<Buffer>]> = {
  'nothing at all': ['empty-file', /empty/, () => Buffer.alloc(0)],
  text: ['not-a-video', /text file/, () => Buffer.from('Dear diary, today I renamed a letter to .mp4.\n'.repeat(50))],
  'text in UTF-16': ['not-a-video', /text file/, () => Buffer.from('\uFEFFDear diary, today I renamed a letter.'.repeat(50), 'utf16le')],
  'only zeros': ['not-a-video', /zeros/, () => Buffer.alloc(10_000)],
  noise: ['not-a-video', /no video/, () => Buffer.from(Uint8Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 251))],
  PDF: ['not-a-video', /PDF/, () => Buffer.from('%PDF-1.7\n\u00e2\u00e3\u0000\u0001 obj')],
  'an M3U8 playlist': ['playlist', /never opened/, () => Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n')],
  'a DASH manifest': [
    'playlist',
    /never opened/,
    () => Buffer.from('<?xml version="1.0"?>\n<!-- made -->\n<MPD xmlns="urn:mpeg:dash"></MPD>'),
  ],
  'a list to join': ['playlist', /never opened/, () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n")],
  ZIP: ['archive', /archive/, () => Buffer.from('504b03041400000008000000210000000000', 'hex')],
  gzip: ['archive', /archive/, () => gzipSync('something')],
  JPEG: ['photo', /photo/, () => picture().jpeg().toBuffer()],
  PNG: ['photo', /photo/, () => picture().png().toBuffer()],
  WebP: ['photo', /photo/, () => picture().webp().toBuffer()],
  TIFF: ['photo', /photo/, () => picture().tiff().toBuffer()],
  AVIF: ['photo', /photo/, () => picture().avif().toBuffer()],
  HEIC: ['photo', /photo/, async () => patched(await picture().avif().toBuffer(), 'avif', 'heic')],
  'HEIC of several pictures': ['photo', /photo/, async () => patched(await picture().avif().toBuffer(), 'avif', 'msf1')],
  'a still GIF': ['photo', /photo/, () => gif(1)],
  'a GIF that moves': ['format-not-supported', /Animated/, () => gif(2)],
  'a song as M4A': ['no-video-stream', /no pictures/, () => song('mp4', FF_ENCODER_AAC)],
  'a song as MP3': ['no-video-stream', /only sound/, () => song('mp3', FF_ENCODER_LIBMP3LAME)],
  'a song as FLAC': ['no-video-stream', /only sound/, () => song('flac', FF_ENCODER_FLAC)],
  'Common Encryption': ['protected', /protected/, async () => patched(await video(), 'avc1\0\0\0\0\0\0', 'encv\0\0\0\0\0\0')],
  'Common Encryption in pieces': [
    'protected',
    /protected/,
    async () => patched(await video({ options: { movflags: 'frag_keyframe+empty_moov' } }), 'avc1\0\0\0\0\0\0', 'encv\0\0\0\0\0\0'),
  ],
  FairPlay: ['protected', /protected/, async () => patched(await video({ container: 'mov' }), 'avc1\0\0\0\0\0\0', 'drmi\0\0\0\0\0\0')],
  // A box of the entry, which keeps its name elsewhere.
  'FairPlay by its scheme': ['protected', /protected/, async () => patched(await video({ aspect: { num: 4, den: 3 } }), 'pasp', 'sinf')],
  'an encrypted WebM': ['protected', /protected/, () => encryptedMatroska('webm')],
  'an encrypted Matroska': ['protected', /protected/, () => encryptedMatroska('matroska')],
  'an MP4 without its index': [
    'truncated',
    /ends too early/,
    async () => {
      const whole = await video();
      return whole.subarray(0, whole.indexOf('moov', 0, 'latin1') - 4);
    },
  ],
};

async function opened(bytes: Buffer) {
  const file = named();
  await writeFile(file, bytes);
  const source = await openFile({ path: file, key: null }, 'read');
  try {
    const video = await openVideo(source, LIMITS);
    try {
      let frames = 0;
      for await (const frame of video.frames()) {
        frame.free();
        frames++;
      }
      return { durationMs: video.facts.durationMs, frames, tailBroken: video.tailBroken };
    } finally {
      await video.close();
    }
  } finally {
    await source.close();
  }
}

describe('what is no video that can be analysed', { timeout: 30_000 }, () => {
  it.each(Object.entries(KINDS))('is told as what it is: %s', async (_, [code, words, make]) => {
    const error: unknown = await opened(await make()).catch((thrown: unknown) => thrown);
    const problem = problemOf(error);
    expect(problem).toEqual({ code, message: expect.stringMatching(words) as string });
    expect(problem.message).toMatch(/^[A-Z].*\.$/s);
  });

  it('is no photo that a video was made of', async () => {
    // An MP4 says what it is by its first brand, though it may be read as other things.
    expect(await opened(patched(await video(), 'avc1mp41', 'mif1mp41'))).toMatchObject({ frames: 60 });
  });
});

describe('a video that is damaged', { timeout: 30_000 }, () => {
  it.each([0.3, 0.7, 0.95])('is as long as what is left of it, where %s of an MP4 is there that begins with its index', async (share) => {
    const whole = await faststart();
    const data = whole.indexOf('mdat', 0, 'latin1') + 4;
    const { frames, durationMs, tailBroken } = await opened(whole.subarray(0, data + Math.round((whole.length - data) * share)));
    expect(tailBroken).toBe(true);
    expect(frames).toBeLessThan(60);
    expect(Math.abs(durationMs - (frames * 1_000) / 30)).toBeLessThan(40);
  });

  it('is none because something else lies behind its pictures', async () => {
    const whole = await video();
    for (const trailer of ['free\0\0\0\0', 'SEFT', '\0\0\x10\0uuidcamera', '\0\0\x10\0free', 'ID3\x03\0'])
      expect(await opened(Buffer.concat([whole, Buffer.from(trailer, 'latin1')]))).toMatchObject({ frames: 60, tailBroken: false });
    const matroska = await video({ container: 'matroska' });
    expect(await opened(Buffer.concat([matroska, Buffer.from('made by a camera')]))).toMatchObject({ frames: 60, tailBroken: false });
  });

  it('is none where sound goes on behind the pictures of a Matroska', async () => {
    const file = named();
    await makeMedia(file, {
      container: 'matroska',
      codec: FF_ENCODER_LIBX264,
      width: 64,
      height: 64,
      times: timesOf(30, 30),
      paint: () => [90, 128, 128],
      audio: { codec: FF_ENCODER_AAC, sampleRate: 48_000, channels: 1, durationMs: 4_000, wave: () => 0 },
    });
    const found = await opened(await readFile(file));
    expect(found.tailBroken).toBe(false);
  });
});
