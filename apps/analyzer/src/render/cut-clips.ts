import type { RandomAccessFile } from '#files/random-access';
import { openVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';
import { Pace } from '../video/pace.ts';
import type { Clip } from './clip.ts';
import { Cutter } from './cutter.ts';
import type { RenderOptions } from './encode/render-options.ts';
import { WatchedFile } from './encode/watched-file.ts';

/**
 * A clip of each stretch, cut to the frame, and one video of all of them joined, each with its sound. Pictures are encoded once for both; the
 * joined video's duration is the sum of the clips'.
 * @throws VideoProblem (`no-such-stretch` where the video has no frame), the signal's reason, or what the files throw
 */
export async function cutClips(
  file: RandomAccessFile,
  clips: readonly Clip[],
  joined: RandomAccessFile,
  options: RenderOptions,
): Promise<{ durationsMs: number[]; joinedMs: number }> {
  const source = new WatchedFile(file);
  const video = await openVideo(source, options.limits);
  const pace = new Pace(
    clips.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    0,
    options.onProgress,
  );
  const cutter = new Cutter(source, video, joined, options.limits);
  try {
    const durationsMs: number[] = [];
    let doneMs = 0;
    for (const clip of clips) {
      const durationMs = await cutter.cut(clip, (atMs) => {
        options.signal.throwIfAborted();
        pace.at(doneMs + Math.max(0, atMs - clip.startMs), Math.max(0, atMs));
      });
      if (durationMs === 0)
        throw new VideoProblem(
          'no-such-stretch',
          `The video has no picture between ${seconds(clip.startMs)} and ${seconds(clip.endMs)}. Choose a stretch that lies within it.`,
        );
      durationsMs.push(durationMs);
      doneMs += clip.endMs - clip.startMs;
    }
    source.throwIfFailed();
    await cutter.finish();
    pace.done();
    return { durationsMs, joinedMs: durationsMs.reduce((sum, ms) => sum + ms, 0) };
  } finally {
    await cutter.close();
    await video.close();
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
