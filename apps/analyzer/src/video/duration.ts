import type { Demuxer } from 'node-av/api';
import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD, AVDISCARD_ALL, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { type FormatContext, Packet, type Stream } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import { frameRateOf } from './facts.ts';
import { checkDuration } from './limits.ts';

const USUAL_FRAME_RATE = 25;
/** How far back the end of what is there is looked for, then twice as far, and so on. */
const FIRST_STEP_BACK_MS = 1_000;
/** What header and track say is the same within this. */
const SAME_MS = 100;
/** Bytes that a last picture and a file's index may have, and a second of sound beside it. */
const LAST_PICTURE = 2 * 1_024 * 1_024;
const SOUND_A_SECOND = 200_000;
const NOT_SHOWN = AV_PKT_FLAG_DISCARD | AV_PKT_FLAG_CORRUPT;

/** In milliseconds on the video's clock. */
export interface PicturesEnd {
  /** When the last picture begins to be shown. */
  readonly lastMs: number;
  /** When it ends, as far as its packet says. */
  readonly endMs: number;
  /** Where its packet begins in the file; negative: not known. */
  readonly position: number;
}

/**
 * Where a video's pictures end, by their own time stamps: headers do not say it (as browsers record), or say it of other streams, or say
 * something wrong. Null where no picture is found at the end. Leaves the container at its end, other streams skipped.
 *
 * @param stepMs what a picture lasts that does not say it; `statedMs`: how long the header says that the file is
 * @throws VideoProblem `too-long`
 */
export async function picturesEnd(
  context: FormatContext,
  video: Stream,
  { originMs, stepMs, statedMs }: { originMs: number; stepMs: number; statedMs: number | null },
  maxDurationMs: number,
): Promise<PicturesEnd | null> {
  for (const stream of context.streams) if (stream.index !== video.index) stream.discard = AVDISCARD_ALL;
  const clock = { originMs, stepMs, tickMs: (1_000 * video.timeBase.num) / video.timeBase.den };
  // To the last key frame. Without an index this reads all of the file, but in one go and not packet by packet through this thread.
  let fromMs = 2 * maxDurationMs;
  for (let backMs = FIRST_STEP_BACK_MS; ; backMs *= 2) {
    await context.seekFrame(video.index, BigInt(Math.ceil((originMs + fromMs) / clock.tickMs)), AVSEEK_FLAG_BACKWARD);
    const last = await lastFrom(context, video, clock, maxDurationMs);
    // An index that goes on where the file does not: what is there ends somewhere before.
    if (last !== null || fromMs <= 0 || statedMs === null) return last;
    fromMs = Math.max(0, Math.min(statedMs, fromMs) - backMs);
  }
}

async function lastFrom(
  context: FormatContext,
  { index }: Stream,
  { originMs, stepMs, tickMs }: { originMs: number; stepMs: number; tickMs: number },
  maxDurationMs: number,
): Promise<PicturesEnd | null> {
  const packet = new Packet();
  packet.alloc();
  let last: PicturesEnd | null = null;
  try {
    while ((await context.readFrame(packet)) >= 0) {
      const { streamIndex, pts, dts, duration, flags, pos } = packet;
      const at = pts === AV_NOPTS_VALUE ? dts : pts;
      // What an edit list cuts off is decoded, but not shown; of a packet that is cut off nothing may be.
      if (streamIndex === index && (flags & NOT_SHOWN) === 0 && at !== AV_NOPTS_VALUE) {
        const atMs = Number(at) * tickMs - originMs;
        const lastsMs = duration > 0n ? Number(duration) * tickMs : stepMs;
        if (last === null || atMs >= last.lastMs) last = { lastMs: atMs, endMs: atMs + lastsMs, position: Number(pos) };
        checkDuration(last.endMs, maxDurationMs);
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return last;
}

/** In milliseconds, as the file's header says it; null where it does not. */
export function statedDuration(demuxer: Demuxer): number | null {
  const context = demuxer.getFormatContext();
  const stated = context.streams.flatMap(({ duration, timeBase: { num, den } }) =>
    duration > 0n ? [(Number(duration) * 1_000 * num) / den] : [],
  );
  if (context.duration > 0n) stated.push(Number(context.duration) / 1_000);
  return stated.length === 0 ? null : Math.max(...stated);
}

/**
 * In milliseconds, to the tenth. What the header says is taken where the end of the file is missing, and where the last picture is still on
 * show then: how long that one stays, packets say least of.
 */
export function durationOf(end: PicturesEnd | null, stated: number | null, heldTo: number | null): number {
  const believed = end === null || (stated !== null && stated > end.lastMs && stated < end.endMs);
  return Math.round((heldTo ?? (believed ? (stated ?? 0) : end.endMs)) * 10) / 10;
}

/**
 * How long a Matroska's last picture stays where it stays to the end that the header says, on the video's clock: its packets need not say. That is believed where the track
 * says the same for itself, and where nothing but the file's own end lies behind the picture: else the header is wrong, or pictures are missing.
 */
export async function lastHeldTo(
  file: RandomAccessFile,
  { metadata }: Stream,
  end: PicturesEnd | null,
  { originMs, statedMs }: { originMs: number; statedMs: number | null },
): Promise<number | null> {
  if (end === null || statedMs === null || end.position < 0) return null;
  const tag = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(metadata?.get('DURATION') ?? '');
  if (tag === null) return null;
  const trackMs = (Number(tag[1]) * 3_600 + Number(tag[2]) * 60 + Number(tag[3])) * 1_000;
  const heldMs = trackMs - originMs - end.endMs;
  if (Math.abs(trackMs - statedMs) > SAME_MS || heldMs <= 0) return null;
  const behind = file.size - end.position;
  if (behind > LAST_PICTURE + (heldMs / 1_000) * SOUND_A_SECOND) return null;
  const isWhole = (await file.read(file.size - Math.min(behind, 64), 64)).some((byte) => byte !== 0);
  return isWhole ? end.endMs + heldMs : null;
}

/** What a picture lasts that does not say it; in milliseconds. */
export const stepOf = (stream: Stream) => 1_000 / (frameRateOf(stream) ?? USUAL_FRAME_RATE);

/** Sound that begins before zero is what its decoder needs to start; pictures that do are the beginning. */
export function originOf(demuxer: Demuxer, { startTime, timeBase: { num, den } }: Stream): number {
  const pictures = startTime === AV_NOPTS_VALUE ? 0 : (Number(startTime) * 1_000 * num) / den;
  if (pictures < 0) return pictures;
  const all = demuxer.getFormatContext().startTime;
  return all === AV_NOPTS_VALUE ? pictures : Math.max(0, Number(all) / 1_000);
}
