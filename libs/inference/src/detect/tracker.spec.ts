import { describe, expect, it } from 'vitest';
import type { Plane } from '../frame.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import type { Detector, Face } from './detector.ts';
import { readTracking } from './haar/cascade-source.ts';
import { HaarDetector } from './haar/haar-detector.ts';
import { HaarSearch } from './haar/haar-search.ts';
import { shrinkTo } from './shrink.ts';
import { Tracker } from './tracker.ts';

const detector = new HaarSearch(new HaarDetector(readTracking()));

function plane(...faces: [x: number, y: number, size: number][]) {
  const drawn = background(480, 270);
  for (const [x, y, size] of faces) drawFace(drawn, x, y, size);
  return drawn;
}

describe('Tracker', () => {
  let atMs = 0;
  const STEP_MS = 200;
  const next = (tracker: Tracker, seen: Plane) => tracker.next(seen, (atMs += STEP_MS));

  it('follows a face that moves, in pixels of the full plane', async () => {
    const tracker = new Tracker(detector);
    for (let x = 150; x <= 300; x += 10) {
      const { face } = await next(tracker, plane([x, 130, 120]));
      expect(Math.abs(face!.box[0] + face!.box[2] / 2 - x)).toBeLessThan(8);
      expect(face!.box[3]).toBeGreaterThan(95);
      expect(face!.box[3]).toBeLessThan(135);
    }
  });

  it("follows on when the picture's size or shape changes", async () => {
    const tracker = new Tracker(detector);
    await next(tracker, plane([380, 130, 120]));
    const small = background(160, 90);
    drawFace(small, 127, 43, 40);
    expect((await next(tracker, small)).face!.box[0]).toBeGreaterThan(95);
    const narrow = background(90, 160);
    drawFace(narrow, 45, 110, 50);
    expect((await next(tracker, narrow)).face!.box[1]).toBeGreaterThan(70);
  });

  it('finds a face again that has jumped away', async () => {
    const tracker = new Tracker(detector);
    await next(tracker, plane([100, 130, 120]));
    expect((await next(tracker, plane([380, 130, 100]))).face!.box[0]).toBeGreaterThan(300);
  });

  it('says so when the face is gone', async () => {
    const tracker = new Tracker(detector);
    await next(tracker, plane([100, 130, 120]));
    expect(await next(tracker, plane())).toEqual({ face: null, several: false });
  });

  it('notices a second person within some samples, and that they have left', async () => {
    const tracker = new Tracker(detector, { fullScanEveryMs: 1_000 });
    const several = async (...faces: [number, number, number][]) => (await next(tracker, plane(...faces))).several;
    for (let sample = 0; sample < 3; sample++) expect(await several([130, 130, 120])).toBe(false);
    let noticed = false;
    for (let sample = 0; sample < 7; sample++) noticed = await several([130, 130, 120], [350, 130, 110]);
    expect(noticed).toBe(true);
    expect(await several([130, 130, 120])).toBe(false);
  });

  it('looks everywhere as often whatever the rate of planes', async () => {
    const searches: number[] = [];
    for (const stepMs of [33, 100, 200]) {
      let searched = 0;
      const counting: Detector = {
        furtherScore: 1,
        detect: () => [],
        search: () => {
          searched++;
          return [face];
        },
        follow: () => face,
      };
      const tracker = new Tracker(counting);
      const still = plane();
      for (let at = 0; at < 8_000; at += stepMs) await tracker.next(still, at);
      searches.push(searched);
    }
    expect(searches).toEqual([10, 10, 10]);
  });

  it('keeps to its person while a much smaller face is about', async () => {
    const tracker = new Tracker(detector, { fullScanEveryMs: 2 * STEP_MS });
    for (let sample = 0; sample < 6; sample++) expect((await next(tracker, plane([130, 130, 140], [380, 100, 60]))).several).toBe(false);
  });
});

const face: Face = { box: [100, 40, 100, 100], score: 1 };

describe('shrinkTo', () => {
  it('averages areas and says by how much it shrank', () => {
    const data = Uint8Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? 0 : 200));
    const { plane: small, scale } = shrinkTo({ data, width: 8, height: 8, stride: 8 }, 16);
    expect({ ...small, data: [...small.data], scale }).toEqual({
      width: 4,
      height: 4,
      stride: 4,
      scale: 2,
      data: Array<number>(16).fill(100),
    });
  });

  it('leaves small planes alone', () => {
    const small = background(100, 50);
    expect(shrinkTo(small, 5_000)).toEqual({ plane: small, scale: 1 });
  });
});
