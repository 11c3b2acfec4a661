import sharp from 'sharp';
import { DataError } from '../errors.ts';
import type { Plane } from '../frame.ts';

/** Rows of red, green and blue bytes, sRGB, packed. */
export interface ColourPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A photo in colour; a grey one has three equal values a pixel.
 *
 * @param name for the error
 * @throws DataError where the bytes are no picture
 */
export async function readColours(bytes: Buffer, name: string): Promise<ColourPicture> {
  try {
    const { data, info } = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels === 3) return { data, width, height };
    return { data: Uint8Array.from({ length: 3 * width * height }, (_, at) => data[Math.floor(at / 3) * channels]!), width, height };
  } catch (cause) {
    throw new DataError(`${name} is no picture that can be read (${(cause as Error).message}).`, { cause });
  }
}

/** A photo as `greyOf` gives it. @throws DataError where the bytes are no picture */
export const readPhoto = async (bytes: Buffer, name: string): Promise<Plane> => greyOf(await readColours(bytes, name));

/** A picture as a video frame's luma would show it: the weights of BT.601 on the stored values, as JPEG and the calls' codecs have it. */
export function greyOf({ data, width, height }: ColourPicture): Plane {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    grey[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]! + 0.5;
  }
  return { data: grey, width, height, stride: width };
}

/** A plane in another size, smoothed before it shrinks. */
export async function resizePhoto({ data, width, height, stride }: Plane, toWidth: number, toHeight: number): Promise<Plane> {
  if (stride !== width) throw new RangeError('Only packed planes.');
  const pixels = await sharp(data, { raw: { width, height, channels: 1 } })
    .resize(toWidth, toHeight, { fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return { data: pixels, width: toWidth, height: toHeight, stride: toWidth };
}
