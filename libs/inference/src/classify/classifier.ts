import type { Box, EmotionScores } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelError } from '../errors.ts';
import type { Plane } from '../frame.ts';
import { resample, squareAround } from './crop.ts';
import { candidates, sessionOptions, type Device, type WantedDevice } from './device.ts';
import { softmax } from './scores.ts';

/** A part of a plane to classify: a face's box with the classifier's own margin, or exactly the box given. */
export interface Crop {
  readonly plane: Plane;
  readonly box: Box;
  /** `face` (default): the box is a detector's, the manifest's crop is applied. `exact`: the box is what the network sees. */
  readonly fit?: 'face' | 'exact';
}

/** One network and its session. `classify` blocks the thread it runs on: never use it where anything else is served. */
export class Classifier {
  readonly model: ClassifierManifest;
  /** The device that really answered. */
  readonly device: Device;
  readonly #session: InferenceSession;

  private constructor(model: ClassifierManifest, device: Device, session: InferenceSession) {
    this.model = model;
    this.device = device;
    this.#session = session;
  }

  /**
   * Loads a network and runs it once, on the first of the wanted devices that answers.
   *
   * @param bytes the ONNX file, already checked against the manifest (`readModelFile`)
   * @throws ModelError `not-loadable`
   */
  static async load(model: ClassifierManifest, bytes: Uint8Array, wanted: WantedDevice = 'auto'): Promise<Classifier> {
    const devices = candidates(wanted);
    let cause: unknown;
    for (const device of devices) {
      try {
        const session = await InferenceSession.create(bytes, sessionOptions(device));
        const classifier = new Classifier(model, device, session);
        await classifier.logits([{ plane: { data: new Uint8Array(1), width: 1, height: 1, stride: 1 }, box: [0, 0, 1, 1] }]);
        return classifier;
      } catch (error) {
        cause = error;
      }
    }
    throw new ModelError('not-loadable', `The model ${model.file} cannot be run here, not even on the CPU. Restore it from the repository, and check that onnxruntime-node supports this machine.`, { cause });
  }

  /** Calibrated probabilities per crop, in the manifest's class order; one run for all. */
  async classify(crops: readonly Crop[]): Promise<EmotionScores[]> {
    return (await this.logits(crops)).map((logits) => softmax(logits, this.model.temperature));
  }

  /** The network's plain output per crop. */
  async logits(crops: readonly Crop[]): Promise<Float32Array[]> {
    if (crops.length === 0) return [];
    const { input, output, classes, crop: margin } = this.model;
    const size = input.width * input.height;
    const values = new Float32Array(crops.length * size);
    crops.forEach(({ plane, box, fit }, index) => {
      resample(plane, fit === 'exact' ? box : squareAround(box, margin), input.width, input.height, values, index * size);
    });
    for (let index = 0; index < values.length; index++) values[index] = (values[index]! / 255 - input.mean) / input.std;
    const tensor = new Tensor('float32', values, [crops.length, 1, input.height, input.width]);
    const result = (await this.#session.run({ [input.name]: tensor }))[output.name];
    if (result === undefined || result.size !== crops.length * classes.length) {
      throw new ModelError('not-loadable', `The model ${this.model.file} does not answer with ${classes.length} classes as "${output.name}". Restore models/ from the repository.`);
    }
    const flat = result.data as Float32Array;
    return crops.map((_, index) => flat.slice(index * classes.length, (index + 1) * classes.length));
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
