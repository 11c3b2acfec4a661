import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MtcnnManifest } from '#contracts/model-manifest';
import { MODELS_FOLDER, readManifest } from '#inference/classify/manifest';
import type { Plane } from '#inference/frame';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import type { Detector } from '../detector.ts';
import { loadDetector } from '../load.ts';
import { Tracker } from '../tracker.ts';

let detector: Detector;
let faces: Plane[];
beforeAll(async () => {
  detector = await loadDetector('mtcnn', { manifest: readManifest(), modelsPath: MODELS_FOLDER });
  faces = await compositeFaces();
});
afterAll(() => detector.close?.());

const [x, y] = [170, 85];

function scene(face: Plane, size: number, angle = 0, at: readonly [number, number] = [x, y]): Plane {
  const plane = background(320, 180);
  layFace(plane, face, ...at, size, angle);
  return plane;
}

describe('MtcnnDetector', () => {
  it.each([40, 70, 120])('finds every composite face, %i pixels high, and its landmarks', async (size) => {
    for (const face of faces) {
      const found = await detector.detect(scene(face, size));
      expect(found).toHaveLength(1);
      const [{ box, landmarks, score }] = found as [(typeof found)[0]];
      expect(score).toBeGreaterThan(0.5);
      expect(Math.hypot(box[0] + box[2] / 2 - x, box[1] + box[3] / 2 - y)).toBeLessThan(size * 0.12);
      expect(box[3] / size).toBeGreaterThan(0.7);
      expect(box[3] / size).toBeLessThan(1.3);
      const [leftEye, rightEye, nose, mouthLeft, mouthRight] = landmarks!.map(([px, py]) => [(px - x) / size, (py - y) / size] as const);
      for (const [eye, side] of [
        [leftEye!, -1],
        [rightEye!, 1],
      ] as const) {
        expect(Math.abs(eye[0] - side * 0.19)).toBeLessThan(0.08);
        expect(Math.abs(eye[1] + 0.12)).toBeLessThan(0.08);
      }
      expect(Math.abs(nose![0])).toBeLessThan(0.07);
      expect(mouthRight![0] - mouthLeft![0]).toBeGreaterThan(0.15);
      expect(mouthLeft![1]).toBeGreaterThan(nose![1]);
    }
  });

  it('finds a tilted head, and its eyes tell how far it is tilted', async () => {
    for (const angle of [-0.4, 0.4]) {
      const [face] = await detector.detect(scene(faces[5]!, 90, angle));
      const [[leftX, leftY], [rightX, rightY]] = face!.landmarks as unknown as [[number, number], [number, number]];
      expect(Math.abs(Math.atan2(rightY - leftY, rightX - leftX) - angle)).toBeLessThan(0.2);
    }
  });

  it('finds nothing where nothing is, however small or flat', async () => {
    for (const [width, height] of [
      [320, 180],
      [16, 16],
      [21, 300],
      [1, 1],
    ] as const)
      expect(await detector.detect(background(width, height))).toEqual([]);
    expect(await detector.detect({ data: new Uint8Array(200 * 100), width: 200, height: 100, stride: 200 })).toEqual([]);
  });

  it('names no face that is smaller than those it looks for', async () => {
    const { minFace } = (readManifest().models['mtcnn'] as MtcnnManifest).pyramid;
    for (const size of [14, 16, 18, 20, 22]) {
      for (const face of faces)
        for (const { box } of await detector.detect(scene(face, size))) expect(Math.max(box[2], box[3])).toBeGreaterThanOrEqual(minFace);
    }
  });

  it('reads rows at their stride', async () => {
    const plane = scene(faces[5]!, 80);
    const data = new Uint8Array(400 * plane.height).fill(255);
    for (let row = 0; row < plane.height; row++) data.set(plane.data.subarray(row * 320, (row + 1) * 320), row * 400);
    expect(await detector.detect({ ...plane, data, stride: 400 })).toEqual(await detector.detect(plane));
  });

  it('follows a face from where it was, and says when it is gone', async () => {
    const [face] = await detector.detect(scene(faces[5]!, 80));
    const followed = await detector.follow(scene(faces[5]!, 80, 0, [x + 10, y - 6]), face!.box);
    expect(Math.abs(followed!.box[0] - face!.box[0] - 10)).toBeLessThan(5);
    expect(followed!.landmarks).toHaveLength(5);
    expect(await detector.follow(background(320, 180), face!.box)).toBeNull();
  });

  it('lets the tracker keep a face in a larger frame, landmarks and all', async () => {
    const tracker = new Tracker(detector);
    for (let step = 0; step < 8; step++) {
      const plane = background(640, 360);
      layFace(plane, faces[5]!, 250 + step * 12, 180, 160);
      const { face, several } = await tracker.next(plane, step * 200);
      expect(several).toBe(false);
      const middle = face!.landmarks!.reduce((sum, [px]) => sum + px, 0) / 5;
      expect(Math.abs(middle - 250 - step * 12)).toBeLessThan(16);
      expect(Math.abs(face!.box[0] + face!.box[2] / 2 - 250 - step * 12)).toBeLessThan(16);
    }
    expect(await tracker.next(background(640, 360), 1_600)).toEqual({ face: null, several: false });
  });
});
