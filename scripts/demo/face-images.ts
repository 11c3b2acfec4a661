import path from 'node:path';
import sharp from 'sharp';
import { EMOTIONS, type EmotionName } from '#contracts/emotion';

const FOLDER = path.join(import.meta.dirname, '../../test/fixtures/faces');

/** A square grey picture, row-major. */
export interface GreyImage {
  side: number;
  pixels: Uint8Array;
}

/** The composite faces of `test/fixtures/faces`, all of one size. */
export async function loadFaces(folder = FOLDER): Promise<Record<EmotionName, GreyImage>> {
  const entries = EMOTIONS.map(async (emotion) => {
    const { data, info } = await sharp(path.join(folder, `${emotion}.png`))
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [emotion, { side: info.width, pixels: new Uint8Array(data) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<EmotionName, GreyImage>;
}
