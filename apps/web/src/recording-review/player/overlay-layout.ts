import { type Box } from '#contracts/emotion';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Between a box and its label, in CSS pixels. */
const GAP = 4;

/** Where a picture lies in a stage that shows the whole of it: bars left and right, or above and below. */
export function pictureIn(stage: Size, video: Size): Rect {
  if (stage.width <= 0 || stage.height <= 0 || video.width <= 0 || video.height <= 0) return { x: 0, y: 0, width: 0, height: 0 };
  const scale = Math.min(stage.width / video.width, stage.height / video.height);
  const width = video.width * scale;
  const height = video.height * scale;
  return { x: (stage.width - width) / 2, y: (stage.height - height) / 2, width, height };
}

/** A box of the video on the stage; cut off where it leaves the picture, null where nothing of it is left. */
export function boxOnStage([x, y, width, height]: Box, video: Size, picture: Rect): Rect | null {
  const scaleX = picture.width / video.width;
  const scaleY = picture.height / video.height;
  const left = Math.max(0, x) * scaleX;
  const top = Math.max(0, y) * scaleY;
  const right = Math.min(video.width, x + width) * scaleX;
  const bottom = Math.min(video.height, y + height) * scaleY;
  if (right - left < 1 || bottom - top < 1) return null;
  return { x: picture.x + left, y: picture.y + top, width: right - left, height: bottom - top };
}

export interface Placed extends Rect {
  /** Which of the label's sizes fits. */
  readonly variant: number;
}

/**
 * Places for labels, one a face: under the face or above it, beside it where neither is free. A label covers no face and no other
 * label; where no place is left for any of its sizes (from the wanted one to the shortest), it is null.
 */
export function placeLabels(faces: readonly Rect[], sizes: readonly (readonly Size[])[], stage: Size): (Placed | null)[] {
  const placed: Placed[] = [];
  return faces.map((face, index) => {
    for (const [variant, size] of (sizes[index] ?? []).entries()) {
      const free = candidates(face, size, stage).find(
        (place) => within(place, stage) && ![...faces, ...placed].some((other) => overlap(place, other)),
      );
      if (free === undefined) continue;
      const found = { ...free, variant };
      placed.push(found);
      return found;
    }
    return null;
  });
}

function candidates(face: Rect, size: Size, stage: Size): Rect[] {
  const alongX = Math.min(Math.max(0, face.x + (face.width - size.width) / 2), Math.max(0, stage.width - size.width));
  const alongY = Math.min(Math.max(0, face.y + face.height - size.height), Math.max(0, stage.height - size.height));
  return [
    { ...size, x: alongX, y: face.y + face.height + GAP },
    { ...size, x: alongX, y: face.y - GAP - size.height },
    { ...size, x: face.x + face.width + GAP, y: alongY },
    { ...size, x: face.x - GAP - size.width, y: alongY },
  ];
}

const within = (rect: Rect, stage: Size) =>
  rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= stage.width && rect.y + rect.height <= stage.height;

export const overlap = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
