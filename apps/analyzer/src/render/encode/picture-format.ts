import type { Frame } from 'node-av/lib';
import type { OpenVideo } from '../../video/open-video.ts';
import type { PictureFormat } from './codec-support.ts';
import type { Upright } from '../upright.ts';

/** How a video's upright frames are encoded: as they are, each at its own time. */
export function pictureFormatOf(video: OpenVideo, frame: Frame, { width, height }: Upright): PictureFormat {
  const { num, den } = video.videoStream.avgFrameRate;
  return {
    width,
    height,
    timeBase: video.videoStream.timeBase,
    frameRate: num > 0 && den > 0 && num / den <= 1_000 ? { num, den } : null,
    sampleAspectRatio: { num: 1, den: 1 },
    colorRange: frame.colorRange,
    colorSpace: frame.colorSpace,
    colorPrimaries: frame.colorPrimaries,
    colorTrc: frame.colorTrc,
  };
}
