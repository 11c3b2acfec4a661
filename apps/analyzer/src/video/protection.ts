import type { RandomAccessFile } from '#files/random-access';
import { boxesIn, boxesOf, childOf, elementsIn, type Box } from './boxes.ts';
import type { Demuxing } from './container.ts';

/** Most that is read of how samples are coded. */
const MOST = 1_024 * 1_024;
/** Streams are described near the beginning of a Matroska file. */
const TRACKS_WITHIN = 1_024 * 1_024;

/** How much of an entry stands before the boxes in it: of pictures (ISO/IEC 14496-12, 12.1.3). */
const VISUAL_ENTRY = 78;
/** Common Encryption (ISO/IEC 23001-7) and FairPlay. */
const PROTECTED_ENTRIES = new Set(['encv', 'drmi']);

const [SEGMENT, TRACKS, TRACK, TRACK_TYPE] = [0x18538067, 0x1654ae6b, 0xae, 0x83];
const [ENCODINGS, ENCODING, ENCODING_TYPE, ENCRYPTION] = [0x6d80, 0x6240, 0x5033, 0x5035];

/** Whether a file's pictures are encrypted, so that nobody without the key can see them. */
export async function isProtected(file: RandomAccessFile, demuxer: Demuxing): Promise<boolean> {
  switch (demuxer) {
    case 'mov':
      return movieProtected(file);
    case 'matroska':
      return matroskaProtected(await file.read(0, TRACKS_WITHIN));
    case 'avi':
      return false;
  }
}

async function movieProtected(file: RandomAccessFile): Promise<boolean> {
  for await (const box of boxesOf(file)) {
    // A container of the Open Mobile Alliance around an encrypted file.
    if (box.type === 'ftyp' && (await file.read(box.start, 4)).toString('latin1') === 'odcf') return true;
    if (box.type !== 'moov') continue;
    for await (const track of boxesOf(file, box)) if (track.type === 'trak' && (await pictureTrackEncrypted(file, track))) return true;
  }
  return false;
}

/** By how a track's pictures are coded. */
async function pictureTrackEncrypted(file: RandomAccessFile, track: Box): Promise<boolean> {
  const media = await childOf(file, track, 'mdia');
  const handler = await childOf(file, media, 'hdlr');
  if (handler === null || (await file.read(handler.start + 8, 4)).toString('latin1') !== 'vide') return false;
  const table = await childOf(file, await childOf(file, media, 'minf'), 'stbl');
  const described = await childOf(file, table, 'stsd');
  if (described === null) return false;
  const entries = await file.read(described.start, Math.min(described.end - described.start, MOST));
  return [...boxesIn(entries, 8)].some((entry) => entryProtected(entries, entry));
}

function entryProtected(entries: Buffer, { type, start, end }: Box): boolean {
  if (PROTECTED_ENTRIES.has(type)) return true;
  for (const inner of boxesIn(entries, start + VISUAL_ENTRY, Math.min(end, entries.length))) if (inner.type === 'sinf') return true;
  return false;
}

function matroskaProtected(start: Buffer): boolean {
  for (const segment of elementsIn(start)) {
    if (segment.id !== SEGMENT) continue;
    for (const tracks of elementsIn(start, segment.start)) {
      if (tracks.id !== TRACKS || tracks.end === null) continue;
      for (const track of elementsIn(start, tracks.start, Math.min(tracks.end, start.length)))
        if (track.id === TRACK && track.end !== null && pictureTrackProtected(start.subarray(track.start, track.end))) return true;
      return false;
    }
  }
  return false;
}

function pictureTrackProtected(track: Buffer): boolean {
  let [pictures, encrypted] = [false, false];
  for (const { id, start, end } of elementsIn(track)) {
    if (end === null) break;
    if (id === TRACK_TYPE) pictures = track[end - 1] === 1;
    if (id !== ENCODINGS) continue;
    for (const encoding of elementsIn(track, start, end)) {
      if (encoding.id !== ENCODING || encoding.end === null) continue;
      for (const part of elementsIn(track, encoding.start, encoding.end))
        if (part.id === ENCRYPTION || (part.id === ENCODING_TYPE && part.end !== null && track[part.end - 1] === 1)) encrypted = true;
    }
  }
  return pictures && encrypted;
}
