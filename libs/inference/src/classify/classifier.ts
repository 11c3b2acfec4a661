import type { EmotionScores } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { InferenceSession, Tensor, type OnnxValue } from 'onnxruntime-node';
import { ModelError } from '../errors.ts';
import { Permit } from '../permit.ts';
import { cut } from './cut.ts';
import type { Crop, Cutout, HeldCrop } from './cutout.ts';
import { candidates, sessionOptions, type Device, type WantedDevice } from './device.ts';
import { softmax } from './scores.ts';
import { mirrorRows, sidesOf } from './views.ts';

/** Calibrated probabilities, and where in the crop the network saw each class. */
export interface Explanation {
  readonly scores: EmotionScores;
  /** Class activation maps (Zhou et al. 2016), `[classes, height, width]`: what each place adds to a class' logit. */
  readonly maps: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Opens a network on a device, or rejects where that cannot be. */
export type OpenSession = (device: Device) => Promise<InferenceSession>;

/** One network and its session. `classify` blocks the thread it runs on: never use it where anything else is served. */
export class Classifier {
  readonly model: ClassifierManifest;
  /** Called when the device fails at run time and the CPU takes over; the frames at hand are not lost. */
  onFallback: ((failed: Device, error: Error) => void) | null = null;
  readonly #open: OpenSession;
  #device: Device;
  #session: InferenceSession;

  private constructor(model: ClassifierManifest, open: OpenSession, device: Device, session: InferenceSession) {
    this.model = model;
    this.#open = open;
    this.#device = device;
    this.#session = session;
  }

  /** The device that really answers. */
  get device(): Device {
    return this.#device;
  }

  /**
   * Loads a network and runs it once, on the first of the wanted devices that answers.
   *
   * @param bytes the ONNX file, already checked against the manifest (`readModelFile`)
   * @param threads of the CPU that one run may use
   * @throws ModelError `not-loadable`
   */
  static async load(model: ClassifierManifest, bytes: Uint8Array, wanted: WantedDevice = 'auto', threads = 1): Promise<Classifier> {
    return Classifier.on(model, candidates(wanted), (device) => InferenceSession.create(bytes, sessionOptions(device, threads)));
  }

  /** As `load`, with the devices to try and the way to open a session on one. @throws ModelError `not-loadable` */
  static async on(model: ClassifierManifest, devices: readonly Device[], open: OpenSession): Promise<Classifier> {
    let cause: unknown;
    for (const device of devices) {
      try {
        const classifier = new Classifier(model, open, device, await open(device));
        await classifier.logits([
          { plane: { data: new Uint8Array(1), width: 1, height: 1, stride: 1 }, box: [0, 0, 1, 1], permit: Permit.ofMaterial() },
        ]);
        return classifier;
      } catch (error) {
        cause = error;
      }
    }
    throw new ModelError(
      'not-loadable',
      `The model ${model.file} cannot be run here, not even on the CPU. Restore it from the repository, and check that onnxruntime-node supports this machine.`,
      { cause },
    );
  }

  /** What the network would see of a face, grey values of 0-255: to be classified later without the picture, or never. */
  valuesOf(cutout: Cutout): Float32Array {
    return valuesOf(cutout, this.model);
  }

  /** Calibrated probabilities per crop, in the manifest's class order; one run for all. Where both views are shown, their mean. */
  async classify(crops: readonly (Crop | HeldCrop)[]): Promise<EmotionScores[]> {
    return this.#meanOf(
      crops,
      (await this.#logits(crops)).map((logits) => softmax(logits, this.model.temperature)),
    );
  }

  /** The network's plain output per crop; where both views are shown, the mean. */
  async logits(crops: readonly (Crop | HeldCrop)[]): Promise<number[][]> {
    return this.#meanOf(crops, await this.#logits(crops));
  }

  /**
   * Probabilities with the maps behind them; a little slower than `classify`.
   *
   * @throws ModelError `no-map` where the network has no maps
   */
  async explain(crops: readonly Crop[]): Promise<Explanation[]> {
    const { output, classes, temperature, file } = this.model;
    if (output.cam === undefined)
      throw new ModelError(
        'no-map',
        `The model ${file} has no class activation maps: its manifest entry names no output.cam. Export it again (models/training).`,
      );
    if (crops.length === 0) return [];
    const known = this.#session.outputNames.includes(output.cam.name);
    const result = known ? await this.#run(crops, [output.name, output.cam.name]) : {};
    const cam = result[output.cam.name];
    const [count = 0, depth, height = 0, width = 0] = cam?.dims ?? [];
    if (cam === undefined || count !== rowsOf(crops) || depth !== classes.length || height * width === 0) {
      throw new ModelError(
        'not-loadable',
        `The model ${file} does not answer with maps of ${classes.length} classes as "${output.cam.name}". Restore models/ from the repository.`,
      );
    }
    const size = classes.length * height * width;
    const all = cam.data as Float32Array;
    const sides = crops.flatMap(({ view }) => sidesOf(view));
    // Of a mirror image the maps lie as the face does.
    sides.forEach((side, row) => {
      if (side === 'mirrored') mirrorRows(all, row * size, size, width);
    });
    const maps = sides.map((_, row) => all.subarray(row * size, (row + 1) * size));
    const scores = this.#logitsOf(result[output.name], count).map((logits) => softmax(logits, temperature));
    const meanMaps = this.#meanOf(crops, maps);
    return this.#meanOf(crops, scores).map((mean, index) => ({
      scores: mean,
      maps: Float32Array.from(meanMaps[index]!),
      width,
      height,
    }));
  }

  /** Per view of each crop. */
  async #logits(crops: readonly (Crop | HeldCrop)[]): Promise<Float32Array[]> {
    if (crops.length === 0) return [];
    const { output } = this.model;
    return this.#logitsOf((await this.#run(crops, [output.name]))[output.name], rowsOf(crops));
  }

  /** Of what was said of each view of each crop, the means by crop. */
  #meanOf(crops: readonly (Crop | HeldCrop)[], said: readonly ArrayLike<number>[]): number[][] {
    let row = 0;
    return crops.map(({ view }) => {
      const views = sidesOf(view).map(() => said[row++]!);
      return Array.from(views[0]!, (_, at) => views.reduce((sum, values) => sum + values[at]!, 0) / views.length);
    });
  }

  /** One run for all crops, for the outputs named and no other. */
  async #run(crops: readonly (Crop | HeldCrop)[], outputs: readonly string[]): Promise<InferenceSession.OnnxValueMapType> {
    const { input } = this.model;
    const size = input.width * input.height;
    const rows = rowsOf(crops);
    const values = new Float32Array(rows * size);
    let at = 0;
    for (const crop of crops) {
      Permit.check(crop.permit);
      if ('values' in crop) values.set(crop.values, at);
      else cut(crop, this.model, values, at);
      const [first, second] = sidesOf(crop.view);
      if (second !== undefined) values.copyWithin(at + size, at, at + size);
      if (second !== undefined || first === 'mirrored') mirrorRows(values, second === undefined ? at : at + size, size, input.width);
      at += second === undefined ? size : 2 * size;
    }
    for (let index = 0; index < values.length; index++) values[index] = (values[index]! / 255 - input.mean) / input.std;
    const feeds = { [input.name]: new Tensor('float32', values, [rows, 1, input.height, input.width]) };
    const session = this.#session;
    try {
      return await session.run(feeds, outputs);
    } catch (error) {
      if (this.#device === 'cpu') throw error;
      await this.#fallBack(session, error);
      return this.#session.run(feeds, outputs);
    }
  }

  /** A lost or full GPU stays so: the CPU takes over for good. */
  async #fallBack(failed: InferenceSession, error: unknown): Promise<void> {
    const device = this.#device;
    this.#session = await this.#open('cpu');
    this.#device = 'cpu';
    this.onFallback?.(device, error instanceof Error ? error : new Error(String(error)));
    await failed.release().catch(() => undefined);
  }

  #logitsOf(result: OnnxValue | undefined, count: number): Float32Array[] {
    const { output, classes, file } = this.model;
    if (!(result instanceof Tensor) || result.size !== count * classes.length) {
      throw new ModelError(
        'not-loadable',
        `The model ${file} does not answer with ${classes.length} classes as "${output.name}". Restore models/ from the repository.`,
      );
    }
    const flat = result.data as Float32Array;
    return Array.from({ length: count }, (_, index) => flat.slice(index * classes.length, (index + 1) * classes.length));
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** How many pictures the network is shown for some crops. */
const rowsOf = (crops: readonly (Crop | HeldCrop)[]): number => crops.reduce((sum, { view }) => sum + sidesOf(view).length, 0);

/** As `Classifier.valuesOf`, where no network is loaded. */
export function valuesOf(cutout: Cutout, model: ClassifierManifest): Float32Array {
  const values = new Float32Array(model.input.width * model.input.height);
  cut(cutout, model, values, 0);
  return values;
}
