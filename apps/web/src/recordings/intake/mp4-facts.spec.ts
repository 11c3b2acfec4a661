import { describe, expect, it } from 'vitest';
import { mp4Facts } from './mp4-facts.ts';

const u16 = (value: number) => [(value >> 8) & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const zeros = (count: number) => Array<number>(count).fill(0);
const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const box = (type: string, ...content: number[][]): number[] => {
  const all = content.flat();
  return [...u32(all.length + 8), ...letters(type), ...all];
};

/** One entry per stretch of frames: how many, and how many ticks each lasts. */
function track(kind: 'vide' | 'soun', codec: string, timescale: number, stretches: [frames: number, ticks: number][]): number[] {
  const entry = box(codec, zeros(8), zeros(16), u16(3_840), u16(2_160), zeros(50));
  return box(
    'trak',
    box(
      'mdia',
      box('mdhd', zeros(12), u32(timescale), u32(0), zeros(4)),
      box('hdlr', zeros(8), letters(kind), zeros(13)),
      box(
        'minf',
        box(
          'stbl',
          box('stsd', zeros(4), u32(1), entry),
          box(
            'stts',
            zeros(4),
            u32(stretches.length),
            stretches.flatMap(([frames, ticks]) => [...u32(frames), ...u32(ticks)]),
          ),
        ),
      ),
    ),
  );
}
const file = (...boxes: number[][]) => new Blob([Uint8Array.from(boxes.flat())]);
const ftyp = box('ftyp', letters('isom'), zeros(4));

describe('mp4Facts', () => {
  it('reads what a phone writes: the index behind the pictures, sound first, frames of several lengths', async () => {
    const sound = track('soun', 'mp4a', 48_000, [[100, 1_024]]);
    const pictures = track('vide', 'hvc1', 600, [
      [3_000, 10],
      [300, 20],
    ]);
    expect(await mp4Facts(file(ftyp, box('mdat', zeros(500)), box('moov', sound, pictures)))).toEqual({
      durationMs: 60_000,
      width: 3_840,
      height: 2_160,
      frameRate: 55,
      videoCodec: 'hevc',
    });
  });

  it('says nothing of what is none, is cut off, or has its pictures in fragments', async () => {
    const whole = [...ftyp, ...box('moov', track('vide', 'avc1', 600, [[60, 10]]))];
    for (const length of [0, 5, 20, 60, whole.length - 40]) expect(await mp4Facts(file(whole.slice(0, length)))).toBeNull();
    expect(await mp4Facts(file(letters('not a video at all, but some text')))).toBeNull();
    expect(await mp4Facts(file(ftyp, box('moov', track('vide', 'avc1', 600, []))))).toBeNull();
  });
});
