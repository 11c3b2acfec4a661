import { InputFormat } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import { boxesOf, elementAt } from './boxes.ts';
import { otherKind, photoProblem } from './other-kinds.ts';
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

/**
 * What kind of file it is, by its content; its name says nothing.
 *
 * @throws VideoProblem `empty-file`, `photo`, `playlist`, `archive`, `not-a-video`, `no-video-stream`, `format-not-supported`
 */
export async function containerOf(file: RandomAccessFile): Promise<Container> {
  if (file.size === 0) throw new VideoProblem('empty-file', 'The file is empty. Choose a video: MP4, MOV, AVI, WebM or MKV.');
  const start = await file.read(0, PROBED);
  const photo = photoProblem(start);
  if (photo !== null) throw photo;
  const format = InputFormat.probe(start);
  const demuxer = DEMUXERS[(format?.name ?? '') as keyof typeof DEMUXERS];
  if (demuxer === undefined) throw otherKind(start, format);
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

/** What the outermost structure of a file says of its completeness. */
export interface Completeness {
  /** It says that it is longer than the file is: its end is missing. */
  readonly cutOff: boolean;
  /** What tells where the pictures are is missing (MP4's `moov`). */
  readonly indexMissing: boolean;
  /** Where what belongs to the video ends. What cameras write behind it is not for its reader, which would take it for damage. */
  readonly end: number;
}

export async function completenessOf(file: RandomAccessFile, demuxer: Demuxing): Promise<Completeness> {
  switch (demuxer) {
    case 'mov':
      return movieCompleteness(file);
    case 'matroska':
      return { cutOff: await matroskaCutOff(file), indexMissing: false, end: file.size };
    case 'avi': {
      const start = await file.read(0, 8);
      return { cutOff: start.length === 8 && start.readUInt32LE(4) + 8 > file.size, indexMissing: false, end: file.size };
    }
  }
}

/** What pictures are in, or what tells of them. */
const MEDIA_BOXES = new Set(['moov', 'mdat', 'moof', 'styp', 'sidx']);

async function movieCompleteness(file: RandomAccessFile): Promise<Completeness> {
  let [indexMissing, position] = [true, 0];
  for await (const { type, end } of boxesOf(file)) {
    if (end > file.size) {
      const cutOff = indexMissing || MEDIA_BOXES.has(type);
      return { cutOff, indexMissing, end: cutOff ? file.size : position };
    }
    if (type === 'moov') indexMissing = false;
    position = end;
  }
  return { cutOff: false, indexMissing, end: indexMissing ? file.size : position };
}

/** The header, then one segment, which says its size unless it was written as it came. */
async function matroskaCutOff(file: RandomAccessFile): Promise<boolean> {
  const start = await file.read(0, 4_096);
  const header = elementAt(start, 0);
  const segment = header?.end === undefined || header.end === null ? null : elementAt(start, header.end);
  return segment?.id === 0x18538067 && segment.end !== null && segment.end > file.size;
}
