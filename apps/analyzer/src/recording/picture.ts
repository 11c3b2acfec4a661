import { FilterAPI } from 'node-av/api';
import { Rational } from 'node-av/lib';
import sharp from 'sharp';
import { toneFilters } from '../video/colours.ts';
import type { DecodedFrame, OpenVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';

/** Stored times are in tenths of a millisecond. */
const ROUNDING_MS = 0.1;

/**
 * One picture of a video as JPEG, as it is shown and at most so many pixels wide. It is never written anywhere.
 *
 * @throws VideoProblem; what reading the file throws
 */
export async function pictureAt(video: OpenVideo, atMs: number, maxWidth: number): Promise<Buffer> {
  for await (const frame of video.frames(Math.max(0, atMs - ROUNDING_MS))) {
    try {
      return await jpegOf(frame, video, maxWidth);
    } finally {
      frame.free();
    }
  }
  throw new VideoProblem('no-such-stretch', 'The video has no picture at that time. Choose a time within it.');
}

async function jpegOf({ frame }: DecodedFrame, { shown }: OpenVideo, maxWidth: number): Promise<Buffer> {
  const width = Math.max(2, Math.min(maxWidth, shown.width));
  const height = Math.max(2, Math.round((shown.height * width) / shown.width));
  // Decoders leave it open; filters want to know, though nothing here depends on it.
  frame.timeBase = new Rational(1, 1_000);
  const filter = FilterAPI.create(`${shown.filtersFor(frame)}${toneFilters(frame, shown)}scale=${width}:${height},format=rgb24`);
  try {
    const [picture, ...more] = await filter.processAll(frame);
    for (const extra of more) extra.free();
    if (picture === undefined) throw new Error('The filter kept a picture back.');
    try {
      const [data, stride] = [picture.data?.[0], picture.linesize[0]];
      if (data === undefined || stride === undefined) throw new Error('A picture has no pixels.');
      const packed = Buffer.alloc(width * height * 3);
      for (let row = 0; row < height; row++) data.copy(packed, row * width * 3, row * stride, row * stride + width * 3);
      return await sharp(packed, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 82 })
        .toBuffer();
    } finally {
      picture.free();
    }
  } finally {
    filter.close();
  }
}
