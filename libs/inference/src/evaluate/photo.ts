import sharp from 'sharp';
import { DataError } from '../errors.ts';
import type { Plane } from '../frame.ts';

/**
 * A photo as a video frame's luma would show it: the weights of BT.601 on the stored values, as JPEG and the calls' codecs have it.
 *
 * @param name for the error
 * @throws DataError where the bytes are no picture
 */
export async function readPhoto(bytes: Buffer, name: string): Promise<Plane> {
  try {
    const { data, info } = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const grey = new Uint8Array(width * height);
    for (let at = 0, from = 0; at < grey.length; at++, from += channels) {
      grey[at] = channels < 3 ? data[from]! : 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]! + 0.5;
    }
    return { data: grey, width, height, stride: width };
  } catch (cause) {
    throw new DataError(`${name} is no picture that can be read (${(cause as Error).message}).`, { cause });
  }
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
