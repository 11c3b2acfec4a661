import { z } from 'zod';
import type { FaceSample } from '#contracts/recording-link';
import { readability, readFaces, type FoundFace } from './analyse.ts';
import type { Classifier } from './classify/classifier.ts';
import type { Detector } from './detect/detector.ts';
import { FaceTracks, faceTracksState } from './detect/face-tracks.ts';
import type { Plane } from './frame.ts';
import { Smoother, smootherState, type SmootherOptions } from './smoother.ts';

export const recordingState = z.object({
  tracks: faceTracksState,
  /** Of each face, by its number. */
  smoothers: z.array(z.object({ face: z.int().positive(), state: smootherState })),
});
/** What it goes on from in another process; JSON. */
export type RecordingState = z.infer<typeof recordingState>;

export interface RecordedFrame {
  /** Upright; all frames of a video are of one size. */
  readonly plane: Plane;
  /** Milliseconds since the video's start, growing. */
  readonly atMs: number;
}

/**
 * Frames of a recorded video in, samples of every face in it out, by the same steps as in a call. Works on the thread it is called on,
 * which it blocks.
 */
export class RecordingPipeline {
  readonly #classifier: Classifier;
  readonly #options: SmootherOptions;
  readonly #tracks: FaceTracks;
  readonly #smoothers = new Map<number, Smoother>();

  constructor(detector: Detector, classifier: Classifier, options: SmootherOptions, state?: RecordingState) {
    this.#classifier = classifier;
    this.#options = options;
    this.#tracks = new FaceTracks(detector, state?.tracks);
    for (const { face, state: smoother } of state?.smoothers ?? []) this.#smoothers.set(face, new Smoother(options, smoother));
  }

  get state(): RecordingState {
    return { tracks: this.#tracks.state, smoothers: [...this.#smoothers].map(([face, smoother]) => ({ face, state: smoother.state })) };
  }

  /** Samples of some frames, one after another; all faces go through the network in one run. Await the answer before the next. */
  async process(frames: readonly RecordedFrame[]): Promise<FaceSample[]> {
    const found: (FoundFace & { number: number; atMs: number })[] = [];
    for (const { plane, atMs } of frames) {
      for (const { number, face } of await this.#tracks.next(plane, atMs)) found.push({ number, atMs, plane, face, state: readability(plane, face) });
    }
    const read = await readFaces(this.#classifier, found);
    const samples = found.map(({ number, atMs, face }, index): FaceSample => {
      const faceHeight = face === null ? null : face.box[3];
      return { face: number, sample: { ...this.#smootherOf(number).next(atMs, { ...read[index]!, faceHeight }), box: face?.box ?? null } };
    });
    this.#forgetGone(found.filter(({ atMs }) => atMs === frames.at(-1)?.atMs).map(({ number }) => number));
    return samples;
  }

  #smootherOf(face: number): Smoother {
    let smoother = this.#smoothers.get(face);
    if (smoother === undefined) this.#smoothers.set(face, smoother = new Smoother(this.#options));
    return smoother;
  }

  #forgetGone(here: readonly number[]): void {
    for (const face of this.#smoothers.keys()) if (!here.includes(face)) this.#smoothers.delete(face);
  }
}
