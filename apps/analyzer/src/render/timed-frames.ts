import type { IRational } from 'node-av/lib';
import type { DecodedFrame, OpenVideo } from '../video/open-video.ts';
import { ahead } from './ahead.ts';

const AHEAD = 4;
/** What a last frame lasts where nothing says so. */
const FALLBACK_MS = 40;

/** A frame with the time until the next one; both in the time base of the video's stream, zero at the start of the video's clock. */
export interface TimedFrame {
  decoded: DecodedFrame;
  pts: bigint;
  duration: bigint;
}

/**
 * Decoded frames, each with how long it is shown, which is known when the next one is. Frames that do not come after the one before
 * (a broken file) are left out. The receiver frees each.
 */
export async function* timedFrames(video: OpenVideo, fromMs = 0): AsyncGenerator<TimedFrame> {
  const ticks = ticksPerMs(video.videoStream.timeBase);
  let held: { decoded: DecodedFrame; pts: bigint } | null = null;
  let usual = 0n;
  try {
    for await (const decoded of ahead(video.frames(fromMs), AHEAD, (frame) => frame.free())) {
      const pts = BigInt(Math.round(decoded.atMs * ticks));
      if (held !== null && pts <= held.pts) {
        decoded.free();
        continue;
      }
      const before = held;
      held = { decoded, pts };
      if (before === null) continue;
      usual = pts - before.pts;
      yield { ...before, duration: usual };
    }
    if (held === null) return;
    const last = held;
    held = null;
    // The last picture stays to the end, which may be seconds; of what is missing nobody knows.
    const left = video.tailBroken ? 0n : BigInt(Math.round(video.facts.durationMs * ticks)) - last.pts;
    yield { ...last, duration: left > 0n ? left : usual > 0n ? usual : BigInt(Math.max(1, Math.round(FALLBACK_MS * ticks))) };
  } finally {
    held?.decoded.free();
  }
}

export const ticksPerMs = ({ num, den }: IRational) => den / (num * 1_000);
