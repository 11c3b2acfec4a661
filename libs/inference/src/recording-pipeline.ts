import { z } from 'zod';
import type { FaceSample } from '#contracts/recording-link';
import type { Classifier } from './classify/classifier.ts';
import type { Detector } from './detect/detector.ts';
import { FaceFollower, faceTracksState } from './face-follower.ts';
import type { FaceLook, RecordedFrame } from './face-look.ts';
import { FaceReader, faceReaderState } from './face-reader.ts';
import type { AllowedFaces } from './permit.ts';
import type { SmootherOptions } from './smoother.ts';

export const recordingState = z.object({ tracks: faceTracksState, smoothers: faceReaderState });
/** What it goes on from in another process; JSON. */
export type RecordingState = z.infer<typeof recordingState>;

/**
 * Frames of a recorded video in, samples of the allowed faces in it out, by the same steps as in a call, where it is known beforehand who may
 * be analysed. Works on the thread it is called on, which it blocks.
 */
export class RecordingPipeline {
  readonly #follower: FaceFollower;
  readonly #reader: FaceReader;

  constructor(detector: Detector, classifier: Classifier, allowed: AllowedFaces, options: SmootherOptions, state?: RecordingState) {
    this.#follower = new FaceFollower(detector, state?.tracks);
    this.#reader = new FaceReader(classifier, allowed, options, state?.smoothers);
  }

  get state(): RecordingState {
    return { tracks: this.#follower.state, smoothers: this.#reader.state };
  }

  /**
   * Who is seen where, and the samples of those allowed. Await the answer before the next.
   *
   * @param speech whether anybody is heard then
   */
  async process(frame: RecordedFrame, speech = false): Promise<{ look: FaceLook; samples: FaceSample[] }> {
    const look = await this.#follower.look(frame);
    return { look, samples: look.sampled ? await this.#reader.read(look, frame.plane, speech) : [] };
  }
}
