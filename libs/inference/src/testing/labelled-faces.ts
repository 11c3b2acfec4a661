import sharp from 'sharp';

export const FERPLUS_HEADER = 'split,index,name,fer2013,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

const FACE = 48;

/** Writes a lossless mosaic of plain grey faces of 48x48, as `labels.csv` has beside it. @param columns faces a row; data sets have 100 */
export async function writeMosaic(path: string, greys: readonly number[], columns = 100): Promise<void> {
  const [width, height] = [FACE * columns, FACE * Math.ceil(greys.length / columns)];
  const data = Buffer.alloc(width * height);
  greys.forEach((grey, index) => {
    const [left, top] = [(index % columns) * FACE, Math.floor(index / columns) * FACE];
    for (let y = top; y < top + FACE; y++) data.fill(grey, y * width + left, y * width + left + FACE);
  });
  await sharp(data, { raw: { width, height, channels: 1 } }).webp({ lossless: true }).toFile(path);
}
