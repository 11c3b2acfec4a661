import type { RecordingOptions } from './recording.ts';

/** What decides how long the analysis of a video takes, as its container says. */
export interface VideoMeasure {
  readonly durationMs: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Mean frames a second; null: not known. */
  readonly frameRate: number | null;
  /** FFmpeg's name, such as `h264`; null: not known. */
  readonly videoCodec: string | null;
}

/** Processor time to decode a megapixel, in milliseconds on the machine of docs/performance.md; its other codecs lie between. */
const DECODE_MS: Readonly<Record<string, number>> = { h264: 3.4, hevc: 3, vp8: 3, vp9: 2.5, av1: 4, mpeg4: 2, prores: 6 };
const USUAL_DECODE_MS = 3.4;
/** The same to find and classify the faces of one frame. */
const LOOK_MS = 4.5;
const USUAL_FRAME_RATE = 30;

/**
 * The processor time that an analysis would take on the machine of docs/performance.md, in milliseconds. How long it takes on another one is a
 * matter of that one (`analysisPace` of its limits).
 */
export function analysisWork(video: VideoMeasure, { everyNth }: Pick<RecordingOptions, 'everyNth'>): number {
  const frames = (video.durationMs / 1_000) * (video.frameRate ?? USUAL_FRAME_RATE);
  const megapixels = (video.width * video.height) / 1e6;
  const decode = (video.videoCodec === null ? undefined : DECODE_MS[video.videoCodec]) ?? USUAL_DECODE_MS;
  // Faces are followed five times a second at least.
  const looks = Math.min(frames, Math.max(frames / everyNth, (video.durationMs / 1_000) * 5));
  return frames * megapixels * decode + looks * LOOK_MS;
}
