import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeVideo } from './make-video.ts';

/** Small: what is wrong with these is not their pictures. */
const SMALL = { width: 160, height: 120, frameRate: 30 } as const;
const grey = (width: number, height: number) => () => new Uint8ClampedArray((width * height * 3) / 2).fill(128);

const grain = (width: number, height: number) => (index: number) =>
  new Uint8ClampedArray((width * height * 3) / 2).map((_, at) => (at < width * height ? 60 + ((at * 7_919 * (index + 3)) % 97) : 128));

/** Files that no analysis can come of, or nothing but a notice, by what is wrong with them. */
export const BAD_VIDEOS = {
  'empty.mp4': (file) => writeFile(file, ''),
  'text.mp4': (file) => writeFile(file, 'Dear diary, this is no video.\n'.repeat(200)),
  'no-moov.mp4': async (file) => {
    await small(file);
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.indexOf('moov', 0, 'latin1') - 4));
  },
  'no-face.mp4': (file) => small(file),
  // The index first, and half of the pictures gone.
  'cut-off.mp4': async (file) => {
    await makeVideo(file, {
      ...SMALL,
      frames: 90,
      toneHz: null,
      picture: grain(SMALL.width, SMALL.height),
      options: { movflags: 'faststart' },
    });
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, Math.round(whole.length * 0.6)));
  },
  // Encoding such a picture takes ten seconds; what a file says of itself is all that may be believed before it is decoded.
  'huge.mp4': async (file) => {
    await small(file);
    await writeFile(file, ofSize(await readFile(file), 10_000));
  },
  'bomb.gif': (file) => writeFile(file, gifBomb()),
  'renamed-bomb.mp4': (file) => writeFile(file, gifBomb()),
  'no-duration.mp4': async (file) => {
    await makeVideo(file, { ...SMALL, frames: 1, toneHz: null, picture: grey(SMALL.width, SMALL.height) });
    await writeFile(file, withoutPictures(await readFile(file)));
  },
  'fast.mp4': (file) => makeVideo(file, { ...SMALL, frameRate: 240, frames: 480, picture: grey(SMALL.width, SMALL.height) }),
} satisfies Record<string, (file: string) => Promise<void>>;

export type BadVideo = keyof typeof BAD_VIDEOS;

export async function makeBadVideo(folder: string, name: BadVideo): Promise<string> {
  const file = path.join(folder, name);
  await BAD_VIDEOS[name](file);
  return file;
}

const small = (file: string) => makeVideo(file, { ...SMALL, frames: 30, picture: grey(SMALL.width, SMALL.height) });

/** A GIF of 65,535×65,535 pixels in a hundred thousand frames, each a few bytes long. */
function gifBomb(): Buffer {
  const screen = Buffer.from('474946383961ffffffff800000000000ffffff', 'hex');
  const frame = Buffer.from('21f90400010000002c00000000ffffffff00020344015a00', 'hex');
  return Buffer.concat([screen, ...Array.from({ length: 100_000 }, () => frame), Buffer.of(0x3b)]);
}

/** An MP4 whose tables list no pictures and whose durations are zero (ISO 14496-12, version 0 boxes). */
function withoutPictures(file: Buffer): Buffer {
  return patched(
    file,
    [
      ['mvhd', 16],
      ['tkhd', 20],
      ['mdhd', 16],
      ['elst', 8],
      ['stts', 4],
      ['stsc', 4],
      ['stsz', 8],
      ['stco', 4],
      ['stss', 4],
    ],
    (out, at) => void out.writeUInt32BE(0, at),
  );
}

/** An MP4 that says its pictures are squares of that many pixels. */
function ofSize(file: Buffer, side: number): Buffer {
  const inTrack = patched(
    file,
    [
      ['tkhd', 76],
      ['tkhd', 80],
    ],
    (out, at) => void out.writeUInt32BE(side * 0x1_0000, at),
  );
  return patched(
    inTrack,
    [
      ['avc1', 24],
      ['avc1', 26],
    ],
    (out, at) => void out.writeUInt16BE(side, at),
  );
}

/** Changes fields of an MP4's boxes, each `offset` bytes after its name. */
function patched(
  file: Buffer,
  fields: readonly (readonly [box: string, offset: number])[],
  change: (out: Buffer, at: number) => void,
): Buffer {
  const out = Buffer.from(file);
  for (const [box, offset] of fields) {
    // The last one: the first may be a brand of the file.
    const at = out.lastIndexOf(box, undefined, 'latin1');
    if (at !== -1) change(out, at + 4 + offset);
  }
  return out;
}
