import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifierManifest } from '#contracts/model-manifest';

const SIDE = 8;
const PATCH = 4;

/**
 * Writes a folder of models with one network, `tiny`, that looks at nothing but brightness: the first class likes it, the second
 * dislikes it, the others do not care. Its maps are 2x2, and their mean is the logit.
 *
 * @param mapName what the manifest calls the maps; null for a model without
 */
export function writeTinyModel(
  folder: string,
  labels: ClassifierManifest['labels'],
  classes: readonly string[],
  mapName: string | null = 'cam',
): void {
  const bytes = tinyNetwork(classes.length);
  writeFileSync(join(folder, 'tiny.onnx'), bytes);
  const model: ClassifierManifest = {
    kind: 'classifier',
    file: 'tiny.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    card: 'tiny.md',
    classes: [...classes],
    labels,
    input: { name: 'faces', width: SIDE, height: SIDE, mean: 0.5, std: 0.25 },
    output: { name: 'logits', ...(mapName === null ? {} : { cam: { name: mapName } }) },
    crop: { scale: 1, shiftY: 0 },
    temperature: 1,
    uncertain: { minProbability: 0.4, minMargin: 0.1 },
    trainedOn: 'nothing',
    measured: {},
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: 1, models: { tiny: model }, profiles: {} }));
}

/** An ONNX file: `faces` [n, 1, 8, 8], a convolution by patches gives `cam` [n, classes, 2, 2], its mean `logits` [n, classes]. */
function tinyNetwork(classes: number): Buffer {
  const likes = [1, -1, ...Array<number>(classes - 2).fill(0)];
  const weights = Float32Array.from(
    { length: classes * PATCH * PATCH },
    (_, index) => likes[Math.floor(index / (PATCH * PATCH))]! / (PATCH * PATCH),
  );
  const graph = message(
    field(1, node('Conv', ['faces', 'weights'], ['cam'], field(1, 'strides'), numbers(8, [PATCH, PATCH]), varint(20, 7))),
    field(1, node('GlobalAveragePool', ['cam'], ['pooled'])),
    field(1, node('Flatten', ['pooled'], ['logits'])),
    field(2, 'tiny'),
    field(5, message(numbers(1, [classes, 1, PATCH, PATCH]), varint(2, 1), field(8, 'weights'), field(9, Buffer.from(weights.buffer)))),
    field(11, valueInfo('faces', ['n', 1, SIDE, SIDE])),
    field(12, valueInfo('logits', ['n', classes])),
    field(12, valueInfo('cam', ['n', classes, SIDE / PATCH, SIDE / PATCH])),
  );
  return message(varint(1, 9), field(7, graph), field(8, message(field(1, ''), varint(2, 17))));
}

// Protocol buffers by hand: the fields' numbers are those of onnx.proto.
const message = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
const base128 = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...base128(Math.floor(value / 128))]);
const varint = (number: number, value: number): Buffer => Buffer.from([...base128(number * 8), ...base128(value)]);
const numbers = (number: number, values: readonly number[]): Buffer => message(...values.map((value) => varint(number, value)));
const field = (number: number, value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([...base128(number * 8 + 2), ...base128(bytes.length)]), bytes]);
};
const node = (operator: string, inputs: readonly string[], outputs: readonly string[], ...attribute: Buffer[]): Buffer =>
  message(
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    field(4, operator),
    ...(attribute.length === 0 ? [] : [field(5, message(...attribute))]),
  );
const valueInfo = (name: string, shape: readonly (string | number)[]): Buffer => {
  const dimensions = shape.map((size) => field(1, typeof size === 'string' ? field(2, size) : varint(1, size)));
  return message(field(1, name), field(2, field(1, message(varint(1, 1), field(2, message(...dimensions))))));
};
