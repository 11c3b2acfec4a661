import type { FaceTimeline } from '#contracts/recording-link';
import type { RandomAccessFile } from '#files/random-access';
import { matrixOf } from '../video/colours.ts';
import { Overlay } from './draw/overlay.ts';
import type { RenderOptions } from './encode/render-options.ts';
import { transcode } from './encode/transcode.ts';

/**
 * The whole video with what was estimated drawn on it: each face's box in the colour of its emotion (dashed where there is no estimate),
 * who it is, label and probability; below the picture a strip of the whole video. Sound is kept.
 * @throws VideoProblem, the signal's reason, or what the files throw
 */
export async function annotate(
  source: RandomAccessFile,
  output: RandomAccessFile,
  faces: FaceTimeline[],
  options: RenderOptions,
): Promise<{ durationMs: number }> {
  return transcode(source, output, options, (video, format) => {
    const lastMs = Math.max(0, ...faces.map(({ samples }) => samples.atMs[samples.length - 1] ?? 0));
    return Overlay.of(format, faces, Math.max(video.facts.durationMs, lastMs), matrixOf(format));
  });
}
