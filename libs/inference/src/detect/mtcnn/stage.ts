import type { Box } from '#contracts/emotion';
import type { MtcnnManifest } from '#contracts/model-manifest';
import { pixels } from '#inference/pixels/pixel-kernel';
import { sessionOptions } from '#inference/classify/device';
import { ModelError } from '#inference/errors';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Halves } from '../shrink.ts';
import { scaled } from './boxes.ts';

export type StageManifest = MtcnnManifest['stages']['proposal'];

/** A stage's answers, one after the other per window (P-Net: one map after the other). */
export interface Answers {
  /** 0-1. */
  readonly face: Float32Array;
  /** Left, top, right, bottom relative to the window, in shares of its side. */
  readonly edges: Float32Array;
  /** x, y of five points from the window's corner, in shares of its side; of the last stage alone. */
  readonly landmarks: Float32Array | undefined;
}

/** Windows that wait for the network. */
interface Asked extends PromiseWithResolvers<Answers> {
  readonly values: Float32Array;
  readonly count: number;
}

/** One network of the cascade. Running it blocks the thread; windows that are asked about at the same time go through it in one run. */
export class Stage {
  readonly #model: StageManifest;
  readonly #input: MtcnnManifest['input'];
  readonly #session: InferenceSession;
  #asked: Asked[] = [];

  private constructor(model: StageManifest, input: MtcnnManifest['input'], session: InferenceSession) {
    this.#model = model;
    this.#input = input;
    this.#session = session;
  }

  /** @throws ModelError `not-loadable` */
  static async load(model: StageManifest, input: MtcnnManifest['input'], bytes: Uint8Array): Promise<Stage> {
    try {
      return new Stage(model, input, await InferenceSession.create(bytes, sessionOptions('cpu')));
    } catch (cause) {
      throw new ModelError(
        'not-loadable',
        `The model ${model.file} cannot be run here. Restore it from the repository, and check that onnxruntime-node supports this machine.`,
        { cause },
      );
    }
  }

  /** What the windows inside these boxes show, in view of what is around them. */
  windows(planes: Halves, boxes: readonly Box[]): Promise<Answers> {
    const { size, context } = this.#model;
    const values = new Float32Array(boxes.length * size * size);
    const { width, height } = planes.whole;
    boxes.forEach((box, index) => {
      const seen = scaled(box, context);
      const share = size / Math.max(1, seen[2]);
      const plane = planes.atLeast(width * share, height * share);
      const shrunk = plane.width / width;
      pixels.resample(
        plane,
        [seen[0] * shrunk, seen[1] * shrunk, seen[2] * shrunk, seen[3] * shrunk],
        size,
        size,
        values,
        index * size * size,
      );
    });
    const asked: Asked = { values, count: boxes.length, ...Promise.withResolvers<Answers>() };
    if (this.#asked.push(asked) === 1) setImmediate(() => void this.#runAsked());
    return asked.promise;
  }

  /** What every window of the plane shrunk to this size shows, as maps; its edge goes on for `border` pixels around it. */
  everywhere(planes: Halves, width: number, height: number, border: number): Promise<Answers> {
    const plane = planes.atLeast(width, height);
    const [columns, rows] = [width + 2 * border, height + 2 * border];
    const [across, down] = [plane.width / width, plane.height / height];
    const values = new Float32Array(columns * rows);
    pixels.resample(plane, [-border * across, -border * down, columns * across, rows * down], columns, rows, values);
    return this.#run(values, 1, columns, rows);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #runAsked(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    try {
      const { size } = this.#model;
      const [count, values] = together(asked, size * size);
      const { face, edges, landmarks } = await this.#run(values, count, size, size);
      let first = 0;
      for (const one of asked) {
        const next = first + one.count;
        one.resolve({
          face: face.subarray(first, next),
          edges: edges.subarray(first * 4, next * 4),
          landmarks: landmarks?.subarray(first * 10, next * 10),
        });
        first = next;
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  async #run(values: Float32Array, count: number, width: number, height: number): Promise<Answers> {
    const { mean, std, name } = this.#input;
    const factor = 1 / (255 * std);
    for (let index = 0; index < values.length; index++) values[index] = values[index]! * factor - mean / std;
    const { face, edges, landmarks } = await this.#session.run({ [name]: new Tensor('float32', values, [count, 1, height, width]) });
    if (face === undefined || edges?.size !== face.size * 4 || (landmarks !== undefined && landmarks.size !== face.size * 10)) {
      throw new ModelError(
        'not-loadable',
        `The model ${this.#model.file} does not answer as a stage of the cascade should. Restore models/ from the repository.`,
      );
    }
    return { face: face.data as Float32Array, edges: edges.data as Float32Array, landmarks: landmarks?.data as Float32Array | undefined };
  }
}

/** How many windows there are in all, and their values one after the other. */
function together(asked: readonly Asked[], size: number): [count: number, values: Float32Array] {
  const [only, ...others] = asked;
  if (only !== undefined && others.length === 0) return [only.count, only.values];
  const count = asked.reduce((sum, one) => sum + one.count, 0);
  const values = new Float32Array(count * size);
  let at = 0;
  for (const one of asked) {
    values.set(one.values, at);
    at += one.values.length;
  }
  return [count, values];
}
