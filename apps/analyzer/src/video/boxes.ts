import type { RandomAccessFile } from '#files/random-access';

/** The outermost structure of files: boxes of MP4 and MOV (ISO/IEC 14496-12, 4.2), elements of Matroska and WebM (RFC 8794). */

export interface Box {
  readonly type: string;
  /** Where its content begins and where the box ends, which may be behind the end of what is there. */
  readonly start: number;
  readonly end: number;
}

/** What a file could have of them: a fragmented one has two boxes for every few seconds. */
const MOST = 100_000;

/** The boxes of a file, or of a box in it, one after another as far as they are boxes. Cameras write bytes behind them that are none. */
export async function* boxesOf(
  file: RandomAccessFile,
  parent: Pick<Box, 'start' | 'end'> = { start: 0, end: file.size },
): AsyncGenerator<Box> {
  const stop = Math.min(parent.end, file.size);
  for (let position = parent.start, count = 0; position + 8 <= stop && count < MOST; count++) {
    const box = boxAt(await file.read(position, 16), 0, stop - position);
    if (box === null) return;
    yield { type: box.type, start: position + box.start, end: position + box.end };
    position += box.end;
  }
}

/** The first of that type in a box of a file. */
export async function childOf(file: RandomAccessFile, parent: Box | null, type: string): Promise<Box | null> {
  if (parent !== null) for await (const box of boxesOf(file, parent)) if (box.type === type) return box;
  return null;
}

/** The boxes in a box whose content is here. */
export function* boxesIn(data: Buffer, start = 0, end = data.length): Generator<Box> {
  for (let at = start; at + 8 <= end; ) {
    const box = boxAt(data, at, end - at);
    if (box === null) return;
    yield box;
    at = box.end;
  }
}

/** @param left what there is from `at` on, which is the size of a box that says none */
function boxAt(data: Buffer, at: number, left: number): Box | null {
  const short = data.readUInt32BE(at);
  if (short === 1 && at + 16 > data.length) return null;
  const size = short === 0 ? left : short === 1 ? Number(data.readBigUInt64BE(at + 8)) : short;
  const head = short === 1 ? 16 : 8;
  return size < head ? null : { type: data.toString('latin1', at + 4, at + 8), start: at + head, end: at + size };
}

export interface Element {
  readonly id: number;
  readonly start: number;
  /** Null: it does not say how long it is. */
  readonly end: number | null;
}

/** The element at a place of these bytes; null where there is none, or not enough of it. */
export function elementAt(data: Buffer, at: number): Element | null {
  const first = data[at] ?? 0;
  const idLength = Math.clz32(first) - 23;
  if (first === 0 || idLength > 4 || at + idLength > data.length) return null;
  const size = sizeAt(data, at + idLength);
  if (size === null) return null;
  return { id: data.readUIntBE(at, idLength), start: size.end, end: size.size === null ? null : size.end + size.size };
}

/** The elements in an element whose content is here. */
export function* elementsIn(data: Buffer, start = 0, end = data.length): Generator<Element> {
  for (let at = start; at < end; ) {
    const element = elementAt(data, at);
    if (element === null) return;
    yield element;
    if (element.end === null) return;
    at = element.end;
  }
}

/** A variable-length size, and where it ends; null for a size that is not known. */
function sizeAt(data: Buffer, at: number): { size: number | null; end: number } | null {
  const first = data[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > data.length) return null;
  let size = first & (0xff >> length);
  let unknown = size === 0xff >> length;
  for (let index = 1; index < length; index++) {
    size = size * 256 + data[at + index]!;
    unknown &&= data[at + index] === 0xff;
  }
  return { size: unknown ? null : size, end: at + length };
}
