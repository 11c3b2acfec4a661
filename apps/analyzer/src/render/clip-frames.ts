import type { OpenVideo } from '../video/open-video.ts';
import { ticksPerMs, timedFrames, type TimedFrame } from './timed-frames.ts';

/** A frame that begins this close to a border is not cut in two: the border moves to where it begins. */
const SNAP_MS = 100;
/** Where a stretch begins within a long frame, that frame is looked for from so much earlier on. */
const LOOK_BACK_MS = 1_000;

/** A frame of a clip: times in the stream's time base, on the video's clock, cut to the clip. */
export interface ClipFrame extends TimedFrame {
  end: bigint;
}

/** The frames that are shown between two times, the one on show at the start among them. The receiver frees each. */
export async function* clipFrames(video: OpenVideo, startMs: number, endMs: number): AsyncGenerator<ClipFrame> {
  const ticks = ticksPerMs(video.videoStream.timeBase);
  const at = (ms: number) => BigInt(Math.round(ms * ticks));
  const [start, stop, snap] = [at(startMs), at(endMs), at(SNAP_MS)];
  for await (const frame of timedFrames(video, Math.max(0, startMs - LOOK_BACK_MS))) {
    const end = frame.pts + frame.duration;
    if (end <= start || (frame.pts < start && end - start < (frame.duration + 1n) / 2n && frame.duration <= snap)) {
      frame.decoded.free();
      continue;
    }
    if (frame.pts >= stop || (frame.duration <= snap && frame.pts + frame.duration / 2n >= stop)) return frame.decoded.free();
    const from = frame.pts < start && frame.duration > snap ? start : frame.pts;
    const to = end > stop && frame.duration > snap ? stop : end;
    yield { ...frame, pts: from, duration: to - from, end: to };
  }
}
