import { AV_NOPTS_VALUE, AVDISCARD_ALL, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { type FormatContext, Packet, type Stream } from 'node-av/lib';
import { checkDuration } from './limits.ts';

/**
 * How long a video's pictures last, where its header does not say (as browsers record); in milliseconds, 0 without a picture. Leaves the
 * container at its end, other streams skipped.
 *
 * @throws VideoProblem `too-long`
 */
export async function scannedDuration(context: FormatContext, video: Stream, originMs: number, maxDurationMs: number): Promise<number> {
  for (const stream of context.streams) if (stream.index !== video.index) stream.discard = AVDISCARD_ALL;
  const tickMs = (1_000 * video.timeBase.num) / video.timeBase.den;
  // Without an index this reads all of the file, but in one go and not packet by packet through this thread.
  await context.seekFrame(video.index, BigInt(Math.ceil((originMs + 2 * maxDurationMs) / tickMs)), AVSEEK_FLAG_BACKWARD);
  const packet = new Packet();
  packet.alloc();
  let [endMs, pictures] = [0, 0];
  try {
    while ((await context.readFrame(packet)) >= 0) {
      const { streamIndex, pts, dts, duration } = packet;
      const at = pts === AV_NOPTS_VALUE ? dts : pts;
      if (streamIndex === video.index) {
        pictures++;
        if (at !== AV_NOPTS_VALUE) endMs = Math.max(endMs, Number(at + duration) * tickMs - originMs);
      }
      packet.unref();
      checkDuration(endMs, maxDurationMs);
    }
  } finally {
    packet.free();
  }
  return pictures === 0 ? 0 : endMs;
}
