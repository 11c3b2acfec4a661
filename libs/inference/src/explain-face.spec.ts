import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import type { Box } from '#contracts/emotion';
import { explainFace } from './explain-face.ts';
import { loadModels, modelChoice } from './load.ts';
import { AllowedFaces, Permit } from './permit.ts';
import { RecordingPipeline } from './recording-pipeline.ts';
import { compositeFaces, layFace } from './testing/composite-faces.ts';
import { background } from './testing/drawn-frame.ts';
import type { Plane } from './frame.ts';

let faces: Plane[];
beforeAll(async () => {
  faces = await compositeFaces();
});

/** A face that leans, moves and changes. */
function frame(index: number): Plane {
  const plane = background(640, 360);
  layFace(plane, faces[Math.floor(index / 4) % faces.length]!, 250 + index * 6, 180, 150, 0.25);
  return plane;
}

describe.each(['call', 'light', 'accurate'])('explainFace, profile %s', (profile) => {
  const { classes, ...choice } = modelChoice(analysisSettings.parse({ device: 'cpu', profile }));
  let models: Awaited<ReturnType<typeof loadModels>>;
  beforeAll(async () => {
    models = await loadModels(choice);
  }, 30_000);
  afterAll(async () => {
    await models.classifier.close();
    await models.detector.close?.();
  });

  it('comes to the estimates of the analysis again, from the boxes alone, and says what each rests on and where', {
    timeout: 30_000,
  }, async () => {
    const { detector, classifier } = models;
    const pipeline = new RecordingPipeline(detector, classifier, AllowedFaces.everybody(), { classes, windowMs: 2_000, hysteresis: 0.08 });
    let before: Box | null = null;
    let explained = 0;
    for (let index = 0; index < 16; index++) {
      const { box = null, raw } = (await pipeline.process({ plane: frame(index), atMs: index * 200 })).samples[0]!.sample;
      if (box !== null && raw !== null) {
        const kept = box.map((value) => Math.round(value * 10) / 10) as Box;
        const { scores, maps, width, height, corners } = await explainFace(
          detector,
          classifier,
          frame(index),
          { box: kept, before, scores: raw },
          Permit.ofMaterial(),
        );
        scores.forEach((score, of) => expect(Math.abs(score - raw[of]!)).toBeLessThan(0.05));
        expect(maps).toHaveLength(classes.length * width * height);
        // The crop lies around the face's middle, and leans with it where there are landmarks.
        const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / 4);
        expect(Math.hypot(middle[0]! - box[0] - box[2] / 2, middle[1]! - box[1] - box[3] / 2)).toBeLessThan(box[3] * 0.2);
        const lean = Math.atan2(corners[1][1] - corners[0][1], corners[1][0] - corners[0][0]);
        expect(Math.abs(lean - (profile === 'light' ? 0 : 0.25))).toBeLessThan(0.15);
        explained++;
      }
      before = box;
    }
    expect(explained).toBeGreaterThan(8);
  });
});
