import { describe, expect, it } from 'vitest';
import { boxOnStage, overlap, pictureIn, placeLabels } from './overlay-layout.ts';

const STAGE = { width: 640, height: 360 };
const LABEL = [
  { width: 180, height: 24 },
  { width: 60, height: 24 },
];

describe('pictureIn', () => {
  it('leaves bars beside an upright video and above a wide one', () => {
    expect(pictureIn(STAGE, { width: 720, height: 1280 })).toEqual({ x: 218.75, y: 0, width: 202.5, height: 360 });
    expect(pictureIn({ width: 400, height: 400 }, { width: 1280, height: 720 })).toEqual({ x: 0, y: 87.5, width: 400, height: 225 });
  });

  it('is nothing before the stage or the video has a size', () => {
    expect(pictureIn({ width: 0, height: 0 }, STAGE).width).toBe(0);
    expect(pictureIn(STAGE, { width: 0, height: 0 }).height).toBe(0);
  });
});

describe('boxOnStage', () => {
  it('follows the picture between its bars', () => {
    const video = { width: 720, height: 1280 };
    expect(boxOnStage([360, 640, 72, 128], video, pictureIn(STAGE, video))).toEqual({ x: 320, y: 180, width: 20.25, height: 36 });
  });

  it('is cut off at the edge of the picture, and nothing beyond it', () => {
    const picture = { x: 0, y: 0, ...STAGE };
    expect(boxOnStage([-40, 10, 100, 100], STAGE, picture)).toEqual({ x: 0, y: 10, width: 60, height: 100 });
    expect(boxOnStage([700, 10, 100, 100], STAGE, picture)).toBeNull();
  });
});

describe('placeLabels', () => {
  it('stands under the face, above it where there is no room below, beside it where there is none above either', () => {
    const under = { x: 200, y: 60, width: 100, height: 120 };
    expect(placeLabels([under], [LABEL], STAGE)).toEqual([{ x: 160, y: 184, width: 180, height: 24, variant: 0 }]);
    expect(placeLabels([{ ...under, y: 230 }], [LABEL], STAGE)).toEqual([{ x: 160, y: 202, width: 180, height: 24, variant: 0 }]);
    expect(placeLabels([{ x: 100, y: 0, width: 200, height: 360 }], [LABEL], STAGE)).toEqual([
      { x: 304, y: 336, width: 180, height: 24, variant: 0 },
    ]);
  });

  it('stays on the stage', () => {
    expect(placeLabels([{ x: 600, y: 60, width: 40, height: 40 }], [LABEL], STAGE)[0]).toMatchObject({ x: 460, y: 104 });
  });

  it('never covers a face or another label', () => {
    const faces = [
      { x: 100, y: 40, width: 90, height: 110 },
      { x: 150, y: 160, width: 90, height: 110 },
      { x: 260, y: 50, width: 90, height: 110 },
    ];
    const placed = placeLabels(
      faces,
      faces.map(() => LABEL),
      STAGE,
    ).filter((place) => place !== null);
    expect(placed).toHaveLength(3);
    for (const [index, place] of placed.entries()) {
      for (const other of [...faces, ...placed.slice(index + 1)]) expect(overlap(place, other)).toBe(false);
    }
  });

  it('takes the short form where the long one has no room, and none where even that has none', () => {
    const faces = [{ x: 0, y: 0, width: 560, height: 360 }];
    expect(placeLabels(faces, [LABEL], STAGE)[0]).toMatchObject({ x: 564, variant: 1 });
    expect(placeLabels([{ x: 0, y: 0, ...STAGE }], [LABEL], STAGE)).toEqual([null]);
  });
});
