import { BOX, NO_EXPRESSIVITY, NO_HEIGHT, NO_LABEL, SAMPLE_STATES, SampleColumns, SCORE_SCALE } from './sample-columns.ts';
import { DamagedBytes, VarintReader, VarintWriter } from './varint.ts';

/** First byte of every block. A change of the format gets the next number; readers keep reading the earlier ones. 2: with expressivity. */
const VERSION = 2;
const WITHOUT_EXPRESSIVITY = 1;
/** Of one sample, as a rule. */
const EXPECTED_BYTES = 48;
const MAX_INT = 2 ** 31 - 1;

interface EncodeOptions {
  /** False leaves the scores of single frames behind, half of all bytes, but for the leading one and its class. Default true. */
  rawScores?: boolean;
}

/**
 * Samples as bytes, for the database and the wire: a block of columns one after the other, each as the differences of its neighbours
 * (`varint.ts`). Names of classes are not in it; they stand beside it. Blocks written one after another are read as one.
 */
export function encodeSamples(columns: SampleColumns, { rawScores = true }: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const {
    length,
    classes: { length: width },
  } = columns;
  const writer = new VarintWriter(16 + EXPECTED_BYTES * length);
  writer.byte(VERSION);
  writer.byte(rawScores ? 1 : 0);
  writer.unsigned(length);
  writer.unsigned(width);
  writeTimes(writer, columns);
  for (let row = 0; row < length; row++) writer.byte(flagsOf(columns, row, rawScores));
  writer.bytes(columns.label.subarray(0, length));
  if (!rawScores) {
    writer.bytes(columns.rawLabel.subarray(0, length));
    writeColumn(writer, length, { column: columns.rawScore });
  }
  writeColumn(writer, length, { column: columns.coverage });
  writeColumn(writer, length, { column: columns.faceHeight });
  writeColumn(writer, length, { column: columns.expressivity });
  if (rawScores) writeScores(writer, length, columns.raw, width, columns.hasRaw);
  writeScores(writer, length, columns.smoothed, width, columns.hasSmoothed);
  for (let k = 0; k < 4; k++)
    writeColumn(writer, length, { column: columns.box, from: k, stride: 4, present: columns.boxKind, as: BOX.there });
  return writer.finish();
}

/** All samples of one block or several. Throws {@link DamagedBytes} where the bytes are none of these classes. */
export function decodeSamples(bytes: Uint8Array, classes: readonly string[]): SampleColumns {
  const columns = new SampleColumns(classes);
  decodeSamplesInto(columns, bytes);
  return columns;
}

/** Appends all samples of one block or several. Throws {@link DamagedBytes}; the columns are of no use then. */
export function decodeSamplesInto(columns: SampleColumns, bytes: Uint8Array): void {
  const reader = new VarintReader(bytes);
  while (reader.left > 0) readBlock(reader, columns);
}

function readBlock(reader: VarintReader, columns: SampleColumns): void {
  const {
    classes: { length: width },
  } = columns;
  const version = reader.byte();
  if (version !== VERSION && version !== WITHOUT_EXPRESSIVITY)
    throw new DamagedBytes('The samples are of another version than this one reads.');
  const rawScores = reader.byte() === 1;
  const count = reader.unsigned();
  // A sample takes more than a byte, so a damaged count cannot ask for more memory than there are bytes.
  if (count > reader.left) throw new DamagedBytes('The samples end too early.');
  if (reader.unsigned() !== width) throw new DamagedBytes('The samples are of other classes.');
  const rows = { from: columns.length, to: columns.length + count };
  columns.reserve(rows.to);
  columns.length = rows.to;
  readTimes(reader, columns, rows);
  for (let row = rows.from; row < rows.to; row++) readFlags(columns, row, reader.byte());
  columns.label.set(labelsOf(reader, count, width), rows.from);
  if (!rawScores) {
    columns.rawLabel.set(labelsOf(reader, count, width), rows.from);
    readColumn(reader, rows, { column: columns.rawScore, max: SCORE_SCALE });
  }
  readColumn(reader, rows, { column: columns.coverage, max: SCORE_SCALE });
  readColumn(reader, rows, { column: columns.faceHeight, min: NO_HEIGHT, max: MAX_INT });
  if (version === WITHOUT_EXPRESSIVITY) columns.expressivity.fill(NO_EXPRESSIVITY, rows.from, rows.to);
  else readColumn(reader, rows, { column: columns.expressivity, min: NO_EXPRESSIVITY, max: SCORE_SCALE });
  if (rawScores) readScores(reader, rows, columns.raw, width, columns.hasRaw);
  readScores(reader, rows, columns.smoothed, width, columns.hasSmoothed);
  for (let k = 0; k < 4; k++)
    readColumn(reader, rows, {
      column: columns.box,
      from: k,
      stride: 4,
      present: columns.boxKind,
      as: BOX.there,
      min: -MAX_INT,
      max: MAX_INT,
    });
  if (rawScores) for (let row = rows.from; row < rows.to; row++) columns.findRawLead(row);
}

/** State, which scores there are, and what is known of the box, in one byte. */
function flagsOf({ state, hasRaw, hasSmoothed, boxKind }: SampleColumns, row: number, rawScores: boolean): number {
  return state[row]! | (rawScores ? hasRaw[row]! << 4 : 0) | (hasSmoothed[row]! << 5) | (boxKind[row]! << 6);
}

function readFlags(columns: SampleColumns, row: number, flags: number): void {
  const state = flags & 0x0f;
  const boxKind = flags >> 6;
  if (state >= SAMPLE_STATES.length || boxKind > BOX.there) throw new DamagedBytes('The samples have a state that is unknown.');
  columns.state[row] = state;
  columns.hasRaw[row] = (flags >> 4) & 1;
  columns.hasSmoothed[row] = (flags >> 5) & 1;
  columns.boxKind[row] = boxKind;
}

function labelsOf(reader: VarintReader, count: number, width: number): Uint8Array {
  const labels = reader.bytes(count);
  if (labels.some((label) => label >= width && label !== NO_LABEL)) throw new DamagedBytes('The samples have a label that is no class.');
  return labels;
}

function writeTimes(writer: VarintWriter, { atMs, length }: SampleColumns): void {
  let last = 0;
  for (let row = 0; row < length; row++) {
    const tenths = Math.round(atMs[row]! * 10);
    writer.signed(tenths - last);
    last = tenths;
  }
}

function readTimes(reader: VarintReader, { atMs }: SampleColumns, { from, to }: Rows): void {
  let tenths = 0;
  for (let row = from; row < to; row++) {
    tenths += reader.signed();
    if (!(tenths >= 0 && tenths <= Number.MAX_SAFE_INTEGER)) throw new DamagedBytes('The samples have a time that cannot be.');
    atMs[row] = tenths / 10;
  }
}

interface Rows {
  from: number;
  to: number;
}
/** Every `stride`th number from `from` on; with `present`, only in the rows where that is `as`. */
interface Strided {
  column: Uint16Array | Int32Array;
  from?: number;
  stride?: number;
  present?: Uint8Array;
  as?: number;
}

function writeColumn(writer: VarintWriter, length: number, { column, from = 0, stride = 1, present, as = 1 }: Strided): void {
  let last = 0;
  for (let row = 0; row < length; row++) {
    if (present !== undefined && present[row] !== as) continue;
    const value = column[row * stride + from]!;
    writer.signed(value - last);
    last = value;
  }
}

function readColumn(
  reader: VarintReader,
  rows: Rows,
  { column, from = 0, stride = 1, present, as = 1, min = 0, max }: Strided & { min?: number; max: number },
): void {
  let value = 0;
  for (let row = rows.from; row < rows.to; row++) {
    if (present !== undefined && present[row] !== as) continue;
    value += reader.signed();
    if (!(value >= min && value <= max)) throw new DamagedBytes('The samples hold a number that cannot be.');
    column[row * stride + from] = value;
  }
}

/** Class after class. The scores of a row sum to 1 but for rounding, so of the last class only what the others do not say is written. */
function writeScores(writer: VarintWriter, length: number, column: Uint16Array, width: number, present: Uint8Array): void {
  for (let k = 0; k < width - 1; k++) writeColumn(writer, length, { column, from: k, stride: width, present });
  if (width > 0)
    for (let row = 0; row < length; row++)
      if (present[row] === 1) writer.signed(column[(row + 1) * width - 1]! - restOf(column, row, width));
}

function readScores(reader: VarintReader, rows: Rows, column: Uint16Array, width: number, present: Uint8Array): void {
  for (let k = 0; k < width - 1; k++) readColumn(reader, rows, { column, from: k, stride: width, present, max: SCORE_SCALE });
  if (width > 0)
    for (let row = rows.from; row < rows.to; row++)
      if (present[row] === 1) {
        const value = restOf(column, row, width) + reader.signed();
        if (!(value >= 0 && value <= SCORE_SCALE)) throw new DamagedBytes('The samples hold a number that cannot be.');
        column[(row + 1) * width - 1] = value;
      }
}

function restOf(column: Uint16Array, row: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width - 1; k++) sum += column[row * width + k]!;
  return SCORE_SCALE - sum;
}
