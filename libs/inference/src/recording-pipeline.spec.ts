import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import { faceSample, type FaceSample } from '#contracts/recording-link';
import { FrameAnalyser } from './analyse.ts';
import type { Classifier } from './classify/classifier.ts';
import type { Detector } from './detect/detector.ts';
import { loadModels, modelChoice } from './load.ts';
import { ParticipantPipeline } from './pipeline.ts';
import type { RecordedFrame } from './face-look.ts';
import { AllowedFaces } from './permit.ts';
import { RecordingPipeline, recordingState } from './recording-pipeline.ts';
import { compositeFaces, layFace } from './testing/composite-faces.ts';
import { background } from './testing/drawn-frame.ts';
import type { Plane } from './frame.ts';

const { classes, ...choice } = modelChoice(analysisSettings.parse({ device: 'cpu' }));
const options = { classes, windowMs: 2_000, hysteresis: 0.08 };
let detector: Detector;
let classifier: Classifier;
let faces: Plane[];
beforeAll(async () => {
  ({ detector, classifier } = await loadModels(choice));
  faces = await compositeFaces();
}, 30_000);
afterAll(() => classifier.close());

/** Every fifth frame of 30 a second: a face that changes and moves, and from the 8th picture on a second one. */
function frames(several: boolean): RecordedFrame[] {
  return Array.from({ length: 40 }, (_, index) => {
    const plane = background(480, 270);
    if (index < 22 || index > 27) layFace(plane, faces[Math.floor(index / 6) % faces.length]!, 130 + index, 130, 120);
    if (several && index >= 8) layFace(plane, faces[(Math.floor(index / 9) + 1) % faces.length]!, 350, 130, 120);
    return { plane, atMs: (index * 5_000) / 30 };
  });
}

async function samplesOf(pipeline: RecordingPipeline, all: readonly RecordedFrame[]): Promise<FaceSample[]> {
  const samples: FaceSample[] = [];
  for (const frame of all) samples.push(...(await pipeline.process(frame)).samples);
  return samples;
}

describe('RecordingPipeline', { timeout: 60_000 }, () => {
  it('says of a video with one face what a call would, sample by sample', async () => {
    const analyser = new FrameAnalyser(detector, classifier);
    const live = new ParticipantPipeline(
      'tap',
      {
        run: async (tapId, { y, width, height, stride, atMs }) =>
          (await analyser.analyse([{ tapId, plane: { data: y, width, height, stride }, atMs }]))[0]!,
        release: () => undefined,
      },
      options,
    );
    const pipeline = new RecordingPipeline(detector, classifier, AllowedFaces.everybody(), options);
    for (const frame of frames(false)) {
      const { data: y, ...size } = frame.plane;
      const expected = await live.process({ y, ...size, atMs: frame.atMs });
      const [
        {
          face,
          sample: { box, ...sample },
        },
        ...others
      ] = (await pipeline.process(frame)).samples as [FaceSample, ...FaceSample[]];
      expect(others).toEqual([]);
      expect(face).toBe(1);
      expect(sample).toEqual(expected);
      expect(box?.[3] ?? null).toBe(expected!.faceHeight);
    }
  });

  it('has samples of the first face at every frame, and of another from when it comes', async () => {
    const samples = await samplesOf(new RecordingPipeline(detector, classifier, AllowedFaces.everybody(), options), frames(true));
    for (const sample of samples) faceSample.parse(sample);
    const [first, second] = [1, 2].map((number) => samples.filter(({ face }) => face === number).map(({ sample }) => sample));
    expect(samples).toHaveLength(first!.length + second!.length);
    expect(first!.map(({ atMs }) => atMs)).toEqual(frames(true).map(({ atMs }) => atMs));
    expect(first!.slice(23, 27).map(({ state, box }) => [state, box])).toEqual(Array(4).fill(['no-face', null]));
    expect(second!.length).toBeGreaterThan(22);
    expect(second!.every(({ box }) => box !== null && box![0] > 260)).toBe(true);
    expect(new Set(samples.map(({ sample }) => sample.state))).not.toContain('several-faces');
  });

  it('goes on from its state as if nothing had been', async () => {
    const all = frames(true);
    const straight = await samplesOf(new RecordingPipeline(detector, classifier, AllowedFaces.everybody(), options), all);
    let pipeline = new RecordingPipeline(detector, classifier, AllowedFaces.everybody(), options);
    const interrupted: FaceSample[] = [];
    for (const frame of all) {
      pipeline = new RecordingPipeline(
        detector,
        classifier,
        AllowedFaces.everybody(),
        options,
        recordingState.parse(JSON.parse(JSON.stringify(pipeline.state))),
      );
      interrupted.push(...(await pipeline.process(frame)).samples);
    }
    expect(interrupted).toEqual(straight);
  });
});
