import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { subPlane } from '#inference/frame';
import { NEW_CASCADE } from '#inference/testing/cascade-xml';
import { background, drawFace } from '#inference/testing/drawn-frame';
import { readTracking } from './cascade-source.ts';
import { HaarDetector } from './haar-detector.ts';
import { readOpenCvCascade } from './opencv-xml.ts';

const detector = new HaarDetector(readTracking());

function scene(...faces: [x: number, y: number, size: number][]) {
  const plane = background(260, 180);
  for (const [x, y, size] of faces) drawFace(plane, x, y, size);
  return plane;
}

describe('HaarDetector', () => {
  // Expected: OpenCV 4.6, haarcascade_frontalface_alt, detectMultiScale(plane, 1.1, 3) on the same planes.
  it.each<{ faces: [number, number, number][]; boxes: Box[] }>([
    { faces: [[80, 60, 60]], boxes: [[52, 34, 57, 57]] },
    { faces: [[100, 80, 110]], boxes: [[50, 33, 103, 103]] },
    {
      faces: [
        [60, 70, 70],
        [180, 90, 90],
      ],
      boxes: [
        [137, 50, 86, 86],
        [28, 39, 67, 67],
      ],
    },
    {
      faces: [
        [120, 90, 44],
        [220, 60, 50],
        [40, 140, 40],
      ],
      boxes: [
        [196, 38, 49, 49],
        [97, 70, 46, 46],
        [20, 121, 42, 42],
      ],
    },
    { faces: [], boxes: [] },
  ])('finds what OpenCV finds, the largest first: $boxes', ({ faces, boxes }) => {
    expect(detector.detect(scene(...faces)).map(({ box }) => box)).toEqual(boxes);
  });

  it('keeps to the sizes that are wanted', () => {
    const plane = scene([60, 70, 70], [180, 90, 90]);
    const sizes = (options: { minSize?: number; maxSize?: number }) => detector.detect(plane, options).map(({ box }) => box[2]);
    expect(Math.min(...sizes({ minSize: 76 }))).toBeGreaterThanOrEqual(76);
    expect(Math.max(...sizes({ maxSize: 76 }))).toBeLessThanOrEqual(76);
  });

  it('finds the same faces, less exactly, when it slides coarsely', () => {
    const coarse = detector.detect(scene([60, 70, 70], [180, 90, 90]), { coarse: true, minNeighbors: 1 });
    expect(coarse.map(({ box }) => Math.round(box[2] / 10))).toEqual([9, 7]);
  });

  it('searches a window of a larger plane', () => {
    const [face] = detector.detect(subPlane(scene([80, 60, 60]), 40, 20, 90, 90));
    expect(face!.box[0]).toBeCloseTo(12, -1);
    expect(face!.box[2]).toBeCloseTo(57, -1);
  });

  it('finds nothing in planes that are flat, or smaller than its window', () => {
    expect(detector.detect({ data: new Uint8Array(10_000).fill(128), width: 100, height: 100, stride: 100 })).toEqual([]);
    expect(detector.detect({ data: new Uint8Array(100), width: 10, height: 10, stride: 10 })).toEqual([]);
  });

  it('fires where a cascade of one stump says so', () => {
    const data = Uint8Array.from({ length: 16 * 16 }, (_, index) => (index < 128 ? 40 : 200));
    const edge = new HaarDetector(readOpenCvCascade(NEW_CASCADE, 'test'), { minNeighbors: 0, maxSize: 8 });
    const rows = new Set(edge.detect({ data, width: 16, height: 16, stride: 16 }).map(({ box }) => box[1]));
    expect([...rows].sort((a, b) => a - b)).toEqual([2, 4, 6]);
  });

  it('follows trees to their leaves', () => {
    const data = Uint8Array.from({ length: 16 * 16 }, (_, index) => (index < 128 ? 40 : 200));
    const cascade = readOpenCvCascade(NEW_CASCADE, 'test');
    const [stump] = cascade.stages[0]!.trees[0]!.nodes;
    // The stump's question twice: what passes it once passes it again, by way of the second node.
    const tree = {
      nodes: [
        { ...stump!, left: -1, right: 1 },
        { ...stump!, left: 0, right: -2 },
      ],
      leaves: [0, 0.1, 1],
    };
    const options = { minNeighbors: 0, maxSize: 8 };
    const plane = { data, width: 16, height: 16, stride: 16 };
    const found = new HaarDetector({ ...cascade, stages: [{ threshold: 0.5, trees: [tree] }] }, options).detect(plane);
    expect(found).not.toHaveLength(0);
    expect(found).toEqual(new HaarDetector(cascade, options).detect(plane));
  });
});
