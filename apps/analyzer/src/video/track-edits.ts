import type { RandomAccessFile } from '#files/random-access';
import { boxesOf, childOf, type Box } from './boxes.ts';

/** More than a coder's own delay at either end of a track. */
const TRIMMED_SECONDS = 0.12;

/**
 * Tracks of an MP4 or MOV that do not play their samples as they lie: trimmed or put together without encoding anew (edit lists, ISO/IEC
 * 14496-12, 8.6.6), or coded in more than one way. By their numbers in the file.
 */
export async function editedTracks(file: RandomAccessFile): Promise<Set<number>> {
  const edited = new Set<number>();
  for await (const box of boxesOf(file)) {
    if (box.type !== 'moov') continue;
    const header = await fields(file, await childOf(file, box, 'mvhd'));
    for await (const track of boxesOf(file, box)) {
      if (track.type !== 'trak') continue;
      const number = await trackNumber(file, track);
      if (number !== null && (await isEdited(file, track, header?.timescale ?? 0))) edited.add(number);
    }
  }
  return edited;
}

async function trackNumber(file: RandomAccessFile, track: Box): Promise<number | null> {
  const header = await childOf(file, track, 'tkhd');
  if (header === null) return null;
  const data = await file.read(header.start, 24);
  return data.length < 24 ? null : data.readUInt32BE(data[0] === 1 ? 20 : 12);
}

async function isEdited(file: RandomAccessFile, track: Box, movieScale: number): Promise<boolean> {
  const media = await childOf(file, track, 'mdia');
  const described = await childOf(file, await childOf(file, await childOf(file, media, 'minf'), 'stbl'), 'stsd');
  if (described !== null) {
    const count = await file.read(described.start + 4, 4);
    if (count.length === 4 && count.readUInt32BE() > 1) return true;
  }
  const list = await childOf(file, await childOf(file, track, 'edts'), 'elst');
  const header = await fields(file, await childOf(file, media, 'mdhd'));
  if (list === null || header === null) return false;
  // What is played; an entry of -1 is a pause before.
  const played = (await entriesOf(file, list)).filter(({ mediaTime }) => mediaTime >= 0);
  const [only] = played;
  if (only === undefined) return false;
  if (played.length > 1) return true;
  const start = only.mediaTime / header.timescale;
  const end = movieScale > 0 && only.duration > 0 ? start + only.duration / movieScale : Infinity;
  return start > TRIMMED_SECONDS || header.duration / header.timescale - end > TRIMMED_SECONDS;
}

async function entriesOf(file: RandomAccessFile, list: Box): Promise<{ duration: number; mediaTime: number }[]> {
  const data = await file.read(list.start, Math.min(list.end - list.start, 65_536));
  const [long, size] = data[0] === 1 ? [true, 20] : [false, 12];
  const entries: { duration: number; mediaTime: number }[] = [];
  for (let at = 8; at + size <= data.length; at += size)
    entries.push(
      long
        ? { duration: Number(data.readBigUInt64BE(at)), mediaTime: Number(data.readBigInt64BE(at + 8)) }
        : { duration: data.readUInt32BE(at), mediaTime: data.readInt32BE(at + 4) },
    );
  return entries;
}

/** Of `mvhd` or `mdhd`, which begin alike. */
async function fields(file: RandomAccessFile, box: Box | null): Promise<{ timescale: number; duration: number } | null> {
  if (box === null) return null;
  const data = await file.read(box.start, 32);
  if (data.length < 32) return null;
  const [timescale, duration] =
    data[0] === 1 ? [data.readUInt32BE(20), Number(data.readBigUInt64BE(24))] : [data.readUInt32BE(12), data.readUInt32BE(16)];
  return timescale === 0 ? null : { timescale, duration };
}
