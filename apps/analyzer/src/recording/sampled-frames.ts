import type { RecordedFrame } from '#inference/face-look';
import type { LumaPlane } from '../video/luma.ts';
import type { DecodedFrame, OpenVideo, Wanted } from '../video/open-video.ts';

/** Pictures that wait to be analysed at most: enough to keep the decoder going meanwhile. */
const AHEAD = 4;
/** Of large pictures so few that they stay below this many pixels in all. */
const PIXELS_AHEAD = 8_500_000;
/** Where fewer pictures than that are analysed, faces are followed in some between them, or nobody could say whose they are. */
const LOOK_EVERY_MS = 200;

/** A frame that is looked at, with its number among all frames of the video; `sampled` says whether it is analysed, too. */
export interface SampledFrame extends RecordedFrame {
  readonly index: number;
  readonly sampled: boolean;
  readonly plane: LumaPlane;
}

/** The frame that was looked at last. */
export interface Position {
  readonly index: number;
  readonly atMs: number;
}

/**
 * Every Nth frame of a video after `last`, and some five a second where those are rarer, decoded ahead while the receiver works. Which
 * frames those are does not depend on where it begins. A frame's memory is used again once the next is asked for: a megabyte each, they would keep the garbage collector busy.
 *
 * @throws what `frames` of the video throws
 */
export async function* sampledFrames(video: OpenVideo, everyNth: number, last: Position | null): AsyncGenerator<SampledFrame> {
  const waiting: SampledFrame[] = [];
  const spare: Uint8Array[] = [];
  let wake = Promise.withResolvers<void>();
  let room = Promise.withResolvers<void>();
  let [stopped, over] = [false, false];
  const { width, height } = video.facts;
  const most = Math.min(AHEAD, Math.max(1, Math.floor(PIXELS_AHEAD / (width * height))));

  const decode = async () => {
    const choose = choices(everyNth, last);
    for await (const frame of video.frames(last?.atMs ?? 0, () => wantedBy(choices(everyNth, last)))) {
      try {
        const { index, sampled, looked } = choose(frame.index, frame.atMs);
        if (!looked) continue;
        const plane = lumaOf(frame, spare.pop());
        if (plane === null) continue;
        waiting.push({ index, atMs: frame.atMs, plane, sampled });
      } finally {
        frame.free();
      }
      wake.resolve();
      while (waiting.length >= most && !stopped) {
        room = Promise.withResolvers<void>();
        await room.promise;
      }
      if (stopped) return;
    }
  };
  const decoding = decode().finally(() => {
    over = true;
    wake.resolve();
  });
  // Passed on to the caller that awaits it; there may be none yet.
  decoding.catch(() => undefined);

  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        room.resolve();
        yield next;
        spare.push(next.plane.data);
      } else if (over) {
        return await decoding;
      } else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    stopped = true;
    room.resolve();
    await decoding.catch(() => undefined);
  }
}

interface Choice {
  /** Among all frames of the video. */
  readonly index: number;
  readonly sampled: boolean;
  readonly looked: boolean;
}

/** Which frames are looked at, asked about each in order, or about those that were not left out. */
function choices(everyNth: number, last: Position | null): (place: number, atMs: number) => Choice {
  let offset: number | null = null;
  let lookedMs = last?.atMs ?? -Infinity;
  return (place, atMs) => {
    offset ??= last === null ? 0 : atMs > last.atMs ? last.index + 1 : last.index;
    const index = offset + place;
    const sampled = index % everyNth === 0;
    const looked = (sampled || atMs - lookedMs >= LOOK_EVERY_MS) && index !== last?.index;
    if (looked) lookedMs = atMs;
    return { index, sampled, looked };
  };
}

const wantedBy =
  (choose: ReturnType<typeof choices>): Wanted =>
  (place, atMs) =>
    choose(place, atMs).looked;

/** Null for the one picture in a million that cannot be converted: the others still can. */
function lumaOf(frame: DecodedFrame, memory: Uint8Array | undefined): LumaPlane | null {
  try {
    return frame.luma(memory);
  } catch {
    return null;
  }
}
