import { VideoProblem } from './problems.ts';

/** @throws VideoProblem `frame-too-large`, `no-video-stream` */
export function checkSize({ width, height }: { width: number; height: number }, maxPixels: number): void {
  if (width <= 0 || height <= 0)
    throw new VideoProblem(
      'no-video-stream',
      'The file does not say how large its pictures are: it is damaged, or no video. Export it again as MP4.',
    );
  if (width * height <= maxPixels) return;
  const most = Math.floor(Math.sqrt((maxPixels * 16) / 9));
  throw new VideoProblem(
    'frame-too-large',
    `The pictures are too large: ${width} × ${height} pixels. At most ${megapixels(maxPixels)} megapixels are taken (about ${most} × ${Math.floor((most * 9) / 16)}). Scale the video down and try again.`,
  );
}

/** @throws VideoProblem `too-long` */
export function checkDuration(durationMs: number, maxDurationMs: number): void {
  if (durationMs > maxDurationMs)
    throw new VideoProblem(
      'too-long',
      `The video is too long: at most ${inWords(maxDurationMs)} are taken. Cut it into parts and try again.`,
    );
}

const megapixels = (pixels: number) => Math.round(pixels / 100_000) / 10;

function inWords(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 2) return `${Math.round(ms / 1_000)} seconds`;
  return minutes < 120 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 6) / 10} hours`;
}
