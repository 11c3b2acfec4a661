import { InputFormat } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import { VideoProblem } from './problems.ts';

/** The containers that are read, by FFmpeg's names of them: each other is more to go wrong with files from anywhere. */
const DEMUXERS = { 'mov,mp4,m4a,3gp,3g2,mj2': 'mov', 'matroska,webm': 'matroska', avi: 'avi' } as const;
export type Demuxing = (typeof DEMUXERS)[keyof typeof DEMUXERS];

export interface Container {
  /** What FFmpeg reads it with. */
  readonly demuxer: Demuxing;
  /** What people call it. */
  readonly name: 'mp4' | 'mov' | 'webm' | 'matroska' | 'avi';
}

const PROBED = 64 * 1_024;
const WANTED = 'Choose a video: MP4, MOV, AVI, WebM or MKV.';

/**
 * What kind of file it is, by its content; its name says nothing.
 *
 * @throws VideoProblem `empty-file`, `not-a-video`, `format-not-supported`
 */
export async function containerOf(file: RandomAccessFile): Promise<Container> {
  if (file.size === 0) throw new VideoProblem('empty-file', `The file is empty. ${WANTED}`);
  const start = await file.read(0, PROBED);
  const format = InputFormat.probe(start);
  const demuxer = DEMUXERS[(format?.name ?? '') as keyof typeof DEMUXERS];
  if (demuxer === undefined) {
    if (format === null || looksLikeText(start))
      throw new VideoProblem('not-a-video', `The file is no video, whatever its name says. ${WANTED}`);
    throw new VideoProblem(
      'format-not-supported',
      `Files of this kind (${format.longName ?? format.name}) are not supported. Convert it to MP4, or choose a video that is MP4, MOV, AVI, WebM or MKV.`,
    );
  }
  return { demuxer, name: nameOf(demuxer, start) };
}

function nameOf(demuxer: Demuxing, start: Buffer): Container['name'] {
  switch (demuxer) {
    case 'avi':
      return 'avi';
    case 'matroska':
      // The document's type is among the first elements.
      return start.subarray(0, 128).includes('webm') ? 'webm' : 'matroska';
    case 'mov':
      return start.toString('latin1', 4, 8) === 'ftyp' && start.toString('latin1', 8, 12) !== 'qt  ' ? 'mp4' : 'mov';
  }
}

function looksLikeText(start: Buffer): boolean {
  return !start.subarray(0, 4_096).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

/** What the outermost structure of a file says of its completeness. */
export interface Completeness {
  /** It says that it is longer than the file is: its end is missing. */
  readonly cutOff: boolean;
  /** What tells where the pictures are is missing (MP4's `moov`). */
  readonly indexMissing: boolean;
}

export async function completenessOf(file: RandomAccessFile, demuxer: Demuxing): Promise<Completeness> {
  switch (demuxer) {
    case 'mov':
      return boxes(file);
    case 'matroska':
      return { cutOff: await matroskaCutOff(file), indexMissing: false };
    case 'avi': {
      const start = await file.read(0, 8);
      return { cutOff: start.length === 8 && start.readUInt32LE(4) + 8 > file.size, indexMissing: false };
    }
  }
}

/** What pictures are in, or what tells of them. */
const MEDIA_BOXES = new Set(['moov', 'mdat', 'moof', 'styp', 'sidx']);

/** ISO/IEC 14496-12, 4.2: a file is boxes, each with its size and type. Cameras write bytes behind them that are no boxes. */
async function boxes(file: RandomAccessFile): Promise<Completeness> {
  let indexMissing = true;
  // A fragmented file has two boxes for every few seconds.
  for (let position = 0, count = 0; position + 8 <= file.size && count < 100_000; count++) {
    const header = await file.read(position, 16);
    const short = header.readUInt32BE(0);
    const size = short === 0 ? file.size - position : short === 1 && header.length === 16 ? Number(header.readBigUInt64BE(8)) : short;
    if (size < 8) return { cutOff: false, indexMissing };
    const type = header.toString('latin1', 4, 8);
    if (position + size > file.size) return { cutOff: indexMissing || MEDIA_BOXES.has(type), indexMissing };
    if (type === 'moov') indexMissing = false;
    position += size;
  }
  return { cutOff: false, indexMissing };
}

/** RFC 8794: the header, then one segment, which says its size unless it was written as it came. */
async function matroskaCutOff(file: RandomAccessFile): Promise<boolean> {
  const start = await file.read(0, 4_096);
  const header = sizeAt(start, 4);
  const segment = header === null || header.size === null ? null : header.end + header.size;
  if (segment === null || segment + 12 > start.length || start.readUInt32BE(segment) !== 0x18538067) return false;
  const body = sizeAt(start, segment + 4);
  return body !== null && body.size !== null && body.end + body.size > file.size;
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
