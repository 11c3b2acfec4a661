import type { RandomAccessFile } from '#files/random-access';
import { openVideo, type OpenVideo } from '../../video/open-video.ts';
import type { Canvas } from '../draw/canvas.ts';
import type { PictureFormat } from './codec-support.ts';
import { Mp4Writer } from './mp4-writer.ts';
import { PictureEncoder } from './picture-encoder.ts';
import type { RenderOptions } from './render-options.ts';
import { soundOf, type FileSound } from '../sound/file-sound.ts';
import { timedFrames, ticksPerMs } from '../timed-frames.ts';
import { Upright } from '../upright.ts';
import { pictureFormatOf } from './picture-format.ts';
import { VideoProblem } from '../../video/problems.ts';
import { Pace } from '../../video/pace.ts';
import { WatchedFile } from './watched-file.ts';

/** Draws on every frame, and on so many rows below it. */
export interface Painter {
  /** Even. */
  readonly extraHeight: number;
  draw(canvas: Canvas, atMs: number): void;
}

/**
 * The whole video again as an MP4 that browsers play: H.264, upright, each frame at its own time, with its sound in sync.
 * @param painterFor what is drawn on the frames; null: nothing
 * @throws VideoProblem, the signal's reason, or what the files throw
 */
export async function transcode(
  file: RandomAccessFile,
  output: RandomAccessFile,
  options: RenderOptions,
  painterFor: (video: OpenVideo, format: PictureFormat) => Promise<Painter | null>,
): Promise<{ durationMs: number }> {
  const source = new WatchedFile(file);
  await using stack = new AsyncDisposableStack();
  const video = await openVideo(source, options.limits);
  stack.defer(() => video.close());
  const upright = new Upright(video.shown);
  stack.defer(() => upright.close());
  const pace = new Pace(video.facts.durationMs, 0, options.onProgress);
  const { timeBase } = video.videoStream;
  const ticks = ticksPerMs(timeBase);

  let writer: Mp4Writer | null = null;
  let pictures: PictureEncoder | null = null;
  let painter: Painter | null = null;
  let sound: FileSound | null = null;
  let track = 0;
  let endMs = 0;
  for await (const { decoded, pts, duration } of timedFrames(video)) {
    try {
      options.signal.throwIfAborted();
      const frame = await upright.of(decoded.frame);
      try {
        if (pictures === null) {
          const format = pictureFormatOf(video, frame, upright);
          painter = await painterFor(video, format);
          pictures = await PictureEncoder.open(format, painter?.extraHeight ?? 0);
          stack.defer(pictures.close.bind(pictures));
          writer = new Mp4Writer(output);
          stack.defer(writer.close.bind(writer));
          track = writer.addEncoded(pictures.encoder.context);
          sound = await soundOf(source, options.limits, writer);
          if (sound !== null) stack.defer(sound.close.bind(sound));
        }
        const packets = await pictures.add(
          frame,
          pts,
          duration,
          false,
          painter === null ? null : (canvas) => painter!.draw(canvas, decoded.atMs),
        );
        for (const packet of packets) await writer!.write(packet, track, timeBase);
      } finally {
        if (frame !== decoded.frame) frame.free();
      }
    } finally {
      decoded.free();
    }
    endMs = Number(pts + duration) / ticks;
    await sound?.until(endMs);
    pace.at(endMs);
  }
  if (writer === null || pictures === null)
    throw new VideoProblem('truncated', 'No picture of the video can be decoded. Record or export it again, or convert it to MP4 (H.264).');
  for (const packet of await pictures.finish()) await writer.write(packet, track, timeBase);
  if (sound !== null) endMs = Math.max(endMs, await sound.finish(options.signal));
  source.throwIfFailed();
  await writer.finish();
  pace.done();
  return { durationMs: endMs };
}
