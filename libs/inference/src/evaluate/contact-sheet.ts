import sharp, { type OverlayOptions } from 'sharp';
import type { Explanation } from '../classify/classifier.ts';
import { leadingIndex } from '../classify/scores.ts';
import type { LabelledFace } from './faces.ts';
import { faceUnderHeat, heatOf, mostOf } from './heat.ts';

export interface Explained {
  readonly face: LabelledFace;
  readonly explanation: Explanation;
}

/** Of one class: faces that were called by its name, and faces that were not. */
export interface SheetRow {
  readonly hits: readonly Explained[];
  readonly misses: readonly Explained[];
}

const TILE = 96;
const GAP = 12;
const TEXT = 30;
const [LEFT, TOP] = [110, 70];
/** A hit is shown with the map of its class, a miss with the map of what it was called and of what it is. */
const [HIT_TILES, MISS_TILES] = [2, 3];

/**
 * Draws faces beside themselves under what the network went by, a row for each class, hits first.
 *
 * @param perRow how many hits, and how many misses, a row has room for
 * @returns a PNG; it shows the faces, so whatever holds for these holds for it
 */
export async function contactSheet(title: string, classes: readonly string[], rows: readonly SheetRow[], perRow: number): Promise<Buffer> {
  const missesAt = LEFT + perRow * (HIT_TILES * TILE + GAP) + GAP;
  const width = missesAt + perRow * (MISS_TILES * TILE + GAP);
  const height = TOP + rows.length * (TILE + TEXT + GAP);
  const labels = [
    text(GAP, 26, title, 16),
    text(LEFT, 54, 'hits: face, and what spoke for its class', 12),
    text(missesAt, 54, 'misses: face, what spoke for the class it was called, what spoke for its own', 12),
  ];
  const tiles: OverlayOptions[] = [];
  rows.forEach(({ hits, misses }, row) => {
    const top = TOP + row * (TILE + TEXT + GAP);
    labels.push(text(GAP, top + TILE / 2, classes[row]!, 14));
    const draw = (explained: Explained, left: number) => {
      tiles.push(...tilesOf(explained, left, top));
      const { scores } = explained.explanation;
      const guess = leadingIndex(scores);
      labels.push(text(left, top + TILE + 12, `truth: ${classes[explained.face.truth]!}`, 11));
      labels.push(text(left, top + TILE + 26, `guess: ${classes[guess]!}, ${Math.round(scores[guess]! * 100)} %`, 11));
    };
    hits.forEach((hit, index) => draw(hit, LEFT + index * (HIT_TILES * TILE + GAP)));
    misses.forEach((miss, index) => draw(miss, missesAt + index * (MISS_TILES * TILE + GAP)));
  });
  const captions = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${labels.join('')}</svg>`);
  return sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite([...tiles, { input: captions, left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

function tilesOf({ face, explanation }: Explained, left: number, top: number): OverlayOptions[] {
  const shown = [...new Set([leadingIndex(explanation.scores), face.truth])];
  // One scale for both maps of a miss, so that they can be compared.
  const most = mostOf(explanation, shown);
  const pictures = [
    faceUnderHeat(face.plane, TILE),
    ...shown.map((index) => faceUnderHeat(face.plane, TILE, { ...explanation, values: heatOf(explanation, index, most) })),
  ];
  return pictures.map((rgb, index) => ({
    input: Buffer.from(rgb),
    raw: { width: TILE, height: TILE, channels: 3 },
    left: left + index * TILE,
    top,
  }));
}

function text(x: number, y: number, words: string, size: number): string {
  const escaped = words.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" fill="#222">${escaped}</text>`;
}
