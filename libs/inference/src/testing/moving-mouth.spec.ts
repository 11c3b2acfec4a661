import { describe, expect, it } from 'vitest';
import { compositeFace } from './composite-faces.ts';
import { moveMouth, TalkingMouth } from './moving-mouth.ts';

const MOUTH = { x: 0.5, y: 0.83, halfWidth: 0.16 };

describe('moveMouth', () => {
  it('leaves a closed mouth, and eyes and brows, as they are', async () => {
    const face = await compositeFace('neutral');
    expect(moveMouth(face, MOUTH, { open: 0, wide: 1 }).data).toEqual(face.data);
    const open = moveMouth(face, MOUTH, { open: 0.15, wide: 0.8 });
    const upper = face.width * Math.floor(face.height * 0.45);
    expect(open.data.subarray(0, upper)).toEqual(face.data.subarray(0, upper));
  });

  it('darkens the mouth, the more the wider it opens', async () => {
    const face = await compositeFace('neutral');
    const dark = (open: number) => {
      const { data } = moveMouth(face, MOUTH, { open, wide: 1 });
      return Array.from(data).filter((value) => value < 40).length;
    };
    expect(dark(0.08)).toBeGreaterThan(dark(0) + 50);
    expect(dark(0.16)).toBeGreaterThan(dark(0.08) + 50);
  });
});

describe('TalkingMouth', () => {
  it('speaks and is silent by turns, the same for a seed', () => {
    const mouth = new TalkingMouth(60_000, 'a', 1);
    const times = Array.from({ length: 600 }, (_, at) => at * 100);
    const share = times.filter((atMs) => mouth.speaks(atMs)).length / times.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
    for (const atMs of times) if (!mouth.speaks(atMs)) expect(mouth.shape(atMs).open).toBe(0);
    expect(times.map((atMs) => mouth.shape(atMs))).toEqual(times.map((atMs) => new TalkingMouth(60_000, 'a', 1).shape(atMs)));
    expect(Math.max(...times.map((atMs) => mouth.shape(atMs).open))).toBeGreaterThan(0.1);
  });
});
