import { AV_NOPTS_VALUE } from 'node-av/constants';
import { type FormatContext, Packet, type Stream } from 'node-av/lib';
import { checkDuration } from './limits.ts';

/**
 * How long a video is by the times in it, where its header does not say (as browsers record); in milliseconds, 0 without a picture.
 * Reads the file to its end.
 *
 * @throws VideoProblem `too-long`
 */
export async function scannedDuration(context: FormatContext, video: Stream, originMs: number, maxDurationMs: number): Promise<number> {
  const ticks = new Map(context.streams.map(({ index, timeBase: { num, den } }) => [index, (1_000 * num) / den]));
  const packet = new Packet();
  packet.alloc();
  let [endMs, pictures] = [0, 0];
  try {
    while (await context.readFrame(packet) >= 0) {
      const { streamIndex, pts, dts, duration } = packet;
      const at = pts === AV_NOPTS_VALUE ? dts : pts;
      if (streamIndex === video.index) pictures++;
      if (at !== AV_NOPTS_VALUE) endMs = Math.max(endMs, Number(at + duration) * (ticks.get(streamIndex) ?? 0) - originMs);
      packet.unref();
      checkDuration(endMs, maxDurationMs);
    }
  } finally {
    packet.free();
  }
  return pictures === 0 ? 0 : endMs;
}
