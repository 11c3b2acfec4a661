import { z } from 'zod';
import type { FaceSample } from '#contracts/recording-link';
import { readFaces } from './analyse.ts';
import type { Classifier } from './classify/classifier.ts';
import type { Crop, HeldCrop } from './classify/cutout.ts';
import { view, viewAfter, type View } from './classify/views.ts';
import type { FaceLook, LookedFace } from './face-look.ts';
import type { Plane } from './frame.ts';
import type { AllowedFaces, Permit } from './permit.ts';
import { Smoother, smootherState, type SmootherOptions } from './smoother.ts';

/** Of each face, by its number; `view`: which side of it was shown last. */
export const faceReaderState = z.array(z.object({ face: z.int().positive(), state: smootherState, view: view.optional() }));
export type FaceReaderState = z.infer<typeof faceReaderState>;

/** What was cut from a picture for each face that could be read, by the face's number. */
export type HeldFaces = ReadonlyMap<number, Float32Array>;

/** Makes samples of the faces that may be analysed. The others leave no trace: not even that they were there. */
export class FaceReader {
  readonly #classifier: Classifier;
  readonly #allowed: AllowedFaces;
  readonly #options: SmootherOptions;
  readonly #smoothers = new Map<number, Smoother>();
  readonly #views = new Map<number, View>();

  constructor(classifier: Classifier, allowed: AllowedFaces, options: SmootherOptions, state: FaceReaderState = []) {
    this.#classifier = classifier;
    this.#allowed = allowed;
    this.#options = options;
    // What is left of one who has been taken out since is not gone on with.
    for (const { face, state: smoother, view: shown } of state) {
      if (!allowed.has(face)) continue;
      this.#smoothers.set(face, new Smoother(options, smoother));
      if (shown !== undefined) this.#views.set(face, shown);
    }
  }

  get state(): FaceReaderState {
    return [...this.#smoothers].map(([face, smoother]) => ({ face, state: smoother.state, view: this.#views.get(face) }));
  }

  /**
   * Samples of one picture; all faces go through the network in one run. Await the answer before the next.
   *
   * @param from the picture, or what was cut from it
   * @param speech whether anybody is heard: where one face alone is in the picture, it is taken for the speaker's
   */
  async read({ atMs, faces }: FaceLook, from: Plane | HeldFaces, speech = false): Promise<FaceSample[]> {
    const speaking = speech && faces.filter(({ box }) => box !== null).length === 1;
    const here = faces.flatMap((face) => {
      const permit = this.#allowed.permitOf(face.number);
      return permit === null ? [] : [{ ...face, crop: this.#cropOf(face, from, permit) }];
    });
    const read = await readFaces(this.#classifier, here);
    const samples = here.map(
      ({ number, box }, index): FaceSample => ({
        face: number,
        sample: { ...this.#smootherOf(number).next(atMs, { ...read[index]!, faceHeight: box?.[3] ?? null, speaking }), box },
      }),
    );
    this.#forgetGone(here.map(({ number }) => number));
    return samples;
  }

  /** Null where there is nothing to read. */
  #cropOf({ number, state, box, landmarks }: LookedFace, from: Plane | HeldFaces, permit: Permit): Crop | HeldCrop | null {
    if (state !== 'ok' || box === null) return null;
    const shown = viewAfter(this.#views.get(number));
    this.#views.set(number, shown);
    if ('data' in from) return { plane: from, box, landmarks, permit, view: shown };
    const values = from.get(number);
    if (values === undefined) throw new Error(`Face ${number} was not held back.`);
    return { values, permit, view: shown };
  }

  #smootherOf(face: number): Smoother {
    let smoother = this.#smoothers.get(face);
    if (smoother === undefined) this.#smoothers.set(face, (smoother = new Smoother(this.#options)));
    return smoother;
  }

  #forgetGone(here: readonly number[]): void {
    for (const face of this.#smoothers.keys()) {
      if (here.includes(face)) continue;
      this.#smoothers.delete(face);
      this.#views.delete(face);
    }
  }
}
