import type { Box } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';

/** The square that a classifier wants to see around a detector's box; it may leave the frame. */
export function squareAround(box: Box, crop: ClassifierManifest['crop']): Box {
  const [x, y, width, height] = box;
  const side = Math.max(width, height) * crop.scale;
  return [x + width / 2 - side / 2, y + height / 2 + side * crop.shiftY - side / 2, side, side];
}
