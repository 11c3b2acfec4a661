import type { Box } from '#contracts/emotion';
import { FrameAnalyser, type RawResult } from '#inference/analyse';
import { Classifier } from '#inference/classify/classifier';
import { cut } from '#inference/classify/cut';
import { classifierOf, MODELS_FOLDER, profileOf, readManifest, readModelFile } from '#inference/classify/manifest';
import type { Detector, Face } from '#inference/detect/detector';
import { loadDetector } from '#inference/detect/load';
import { greyPlane, type Frame, type Plane } from '#inference/frame';
import { ParticipantPipeline } from '#inference/pipeline';
import { footage } from './frames.ts';

export interface PipelineResult {
  profile: string;
  video: string;
  /** `width`x`height` of the frames. */
  size: string;
  frames: number;
  /** Frames of one participant on one thread, decoded already, in wall time. */
  framesPerSecond: number;
  /** The same in processor time: what other programs at work on the machine do not lengthen. */
  framesPerCpuSecond: number;
  /** Mean per frame, milliseconds. */
  msPerStep: { shrink: number; follow: number; search: number; crop: number; classify: number; smooth: number };
  /** Share of the frames with a face that was read. */
  coverage: number;
}

/** Every frame of a video through detection, classification and smoothing as in a call, on the thread that this is called on, as often as fits into `seconds`. */
export async function measurePipeline(
  profile: string,
  { seconds, video }: { seconds: number; video: string | undefined },
): Promise<PipelineResult> {
  const manifest = readManifest();
  const { detector: name, classifier: modelName } = profileOf(manifest, profile);
  const detector = new TimedDetector(await loadDetector(name, { manifest, modelsPath: MODELS_FOLDER }));
  const model = classifierOf(manifest, modelName);
  const classifier = await Classifier.load(model, readModelFile(model), 'cpu');
  const { name: source, frames } = await footage(video);
  const run = new Run(new FrameAnalyser(detector, classifier), classifier.model.classes);
  for (const frame of frames.slice(0, 60)) await run.next(frame);

  run.reset();
  detector.reset();
  const [began, cpuBefore] = [performance.now(), process.threadCpuUsage()];
  for (let at = 0; performance.now() - began < seconds * 1_000; at++) await run.next(frames[at % frames.length]!);
  const wallMs = performance.now() - began;
  const { user, system } = process.threadCpuUsage(cpuBefore);

  const { count, detectMs, classifyMs, faces } = run;
  const cropMs = await timeCrops(classifier, faces);
  const { width, height } = frames[0]!;
  const perFrame = (ms: number) => round(ms / count);
  return {
    profile,
    video: source,
    size: `${width}x${height}`,
    frames: count,
    framesPerSecond: round((count * 1_000) / wallMs),
    framesPerCpuSecond: round((count * 1_000_000) / (user + system)),
    msPerStep: {
      shrink: perFrame(detectMs - detector.followMs - detector.searchMs),
      follow: perFrame(detector.followMs),
      search: perFrame(detector.searchMs),
      crop: perFrame(cropMs),
      classify: perFrame(classifyMs - cropMs),
      smooth: perFrame(wallMs - detectMs - classifyMs),
    },
    coverage: round(run.read / count),
  };
}

/** One participant's pipeline, and what it took. */
class Run {
  count = 0;
  read = 0;
  detectMs = 0;
  classifyMs = 0;
  faces: { plane: Plane; face: Face }[] = [];
  readonly #pipeline: ParticipantPipeline;

  constructor(analyser: FrameAnalyser, classes: readonly string[]) {
    const run = async (tapId: string, frame: Frame): Promise<RawResult> => {
      const plane = greyPlane(frame);
      const [result] = await analyser.analyse([{ tapId, plane, atMs: frame.atMs }]);
      this.detectMs += result!.detectMs;
      this.classifyMs += result!.classifyMs;
      if (result!.scores !== null) this.faces.push({ plane, face: result!.face! });
      return result!;
    };
    this.#pipeline = new ParticipantPipeline(
      'bench',
      { run, release: (tapId) => analyser.forget(tapId) },
      { classes, windowMs: 2_000, hysteresis: 0.08 },
    );
  }

  reset(): void {
    [this.count, this.read, this.detectMs, this.classifyMs, this.faces] = [0, 0, 0, 0, []];
  }

  async next(frame: Frame): Promise<void> {
    const sample = await this.#pipeline.process(frame);
    this.count++;
    if (sample?.state === 'ok' || sample?.state === 'uncertain') this.read++;
  }
}

/** Cutting out happens inside the classifier, so it is repeated for the same faces: milliseconds for all of them. */
async function timeCrops({ model }: Classifier, faces: readonly { plane: Plane; face: Face }[]): Promise<number> {
  const values = new Float32Array(model.input.width * model.input.height);
  const began = performance.now();
  for (const {
    plane,
    face: { box, landmarks },
  } of faces)
    cut({ plane, box, landmarks }, model, values, 0);
  return performance.now() - began;
}

/** A detector that counts the time it takes. */
class TimedDetector implements Detector {
  followMs = 0;
  searchMs = 0;
  readonly #detector: Detector;

  constructor(detector: Detector) {
    this.#detector = detector;
  }

  get furtherScore(): number {
    return this.#detector.furtherScore;
  }

  reset(): void {
    [this.followMs, this.searchMs] = [0, 0];
  }

  async detect(plane: Plane): Promise<Face[]> {
    return this.#detector.detect(plane);
  }

  async search(plane: Plane, minSize: number, following: boolean): Promise<Face[]> {
    const began = performance.now();
    const faces = await this.#detector.search(plane, minSize, following);
    this.searchMs += performance.now() - began;
    return faces;
  }

  async follow(plane: Plane, last: Box): Promise<Face | null> {
    const began = performance.now();
    const face = await this.#detector.follow(plane, last);
    this.followMs += performance.now() - began;
    return face;
  }
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
