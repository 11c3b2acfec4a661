import { readability } from './analyse.ts';
import type { Detector } from './detect/detector.ts';
import { FaceTracks, type FaceTracksState } from './detect/face-tracks.ts';
import type { FaceLook, RecordedFrame } from './face-look.ts';

export { faceTracksState } from './detect/face-tracks.ts';

/** Finds the faces of a recorded video and follows them. It has no classifier. */
export class FaceFollower {
  readonly #tracks: FaceTracks;

  constructor(detector: Detector, state?: FaceTracksState) {
    this.#tracks = new FaceTracks(detector, state);
  }

  get state(): FaceTracksState {
    return this.#tracks.state;
  }

  /** Frames one after the other: await the answer before the next. */
  async look({ plane, atMs, index = 0, sampled = true }: RecordedFrame): Promise<FaceLook> {
    const faces = (await this.#tracks.next(plane, atMs)).map(({ number, face }) => ({
      number,
      state: readability(plane, face),
      box: face?.box ?? null,
      ...(face?.landmarks !== undefined && { landmarks: face.landmarks.map(([x, y]): [number, number] => [x, y]) }),
    }));
    return { index, atMs, sampled, faces };
  }
}
