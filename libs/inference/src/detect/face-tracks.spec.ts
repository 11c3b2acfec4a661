import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { background, drawFace } from '../testing/drawn-frame.ts';
import type { Detector, Face } from './detector.ts';
import { FaceTracks, faceTracksState } from './face-tracks.ts';
import { GONE_MS } from './identity.ts';
import { readTracking } from './haar/cascade-source.ts';
import { HaarDetector } from './haar/haar-detector.ts';
import { HaarSearch } from './haar/haar-search.ts';
import { Tracker } from './tracker.ts';

const haar = new HaarSearch(new HaarDetector(readTracking()));
const STEP_MS = 200;

type Drawn = readonly [x: number, y: number, size: number];
interface Look {
  wears: number | null;
  hidesFace: boolean;
  isDark: boolean;
}

function plane({ wears, hidesFace, isDark }: Look, faces: readonly Drawn[]): Plane {
  const drawn = background(480, 270);
  if (isDark) for (let at = 0; at < drawn.data.length; at++) drawn.data[at]! -= 70;
  for (const [x, y, size] of faces) {
    if (wears !== null) fill(drawn, [x - size * 0.9, y + size * 0.5, size * 1.8, size], wears);
    if (hidesFace) fill(drawn, [x - size * 0.4, y - size * 0.6, size * 0.8, size * 1.1], 30);
    else drawFace(drawn, x, y, size);
  }
  return drawn;
}

function fill({ data, width, height }: Plane & { data: Uint8Array }, [x, y, across, down]: Box, grey: number): void {
  for (let row = Math.max(0, Math.round(y)); row < Math.min(height, y + down); row++) {
    for (let column = Math.max(0, Math.round(x)); column < Math.min(width, x + across); column++)
      data[row * width + column] = grey + ((row + column) % 3);
  }
}

const LEFT: Drawn = [130, 130, 120];
const RIGHT: Drawn = [350, 130, 110];

/** Lets time go by with what there is to see; by frame, the centre of each face by its number, null where it is away. */
function watching(detector: Detector = haar, state?: unknown, wears: number | null = null) {
  const drawn: Look = { wears, hidesFace: false, isDark: false };
  let tracks = new FaceTracks(detector, state === undefined ? undefined : faceTracksState.parse(state));
  let atMs = 0;
  const look = async (...faces: readonly Drawn[]) => {
    const found = await tracks.next(plane(drawn, faces), (atMs += STEP_MS));
    return Object.fromEntries(found.map(({ number, face }) => [number, face && Math.round((face.box[0] + face.box[2] / 2) / 10) * 10]));
  };
  return {
    look,
    async repeat(frames: number, ...faces: readonly Drawn[]) {
      let last: Awaited<ReturnType<typeof look>> = {};
      for (let frame = 0; frame < frames; frame++) last = await look(...faces);
      return last;
    },
    /** Goes on as a new process would. */
    restart() {
      tracks = new FaceTracks(detector, faceTracksState.parse(JSON.parse(JSON.stringify(tracks.state))));
    },
    wears: (grey: number) => void (drawn.wears = grey),
    hidesFace: (hides: boolean) => void (drawn.hidesFace = hides),
    cut: () => void (drawn.isDark = true),
  };
}

describe('FaceTracks', () => {
  it('follows one face to the pixel as a call does', async () => {
    const tracker = new Tracker(haar);
    const tracks = new FaceTracks(haar);
    for (let frame = 0; frame < 30; frame++) {
      // It moves, goes away for a second, and comes back near where it was.
      const faces: Drawn[] = frame < 12 ? [[120 + frame * 9, 120 + (frame % 5) * 3, 110]] : frame < 16 ? [] : [[230 + frame * 2, 130, 115]];
      const here = plane({ wears: null, hidesFace: false, isDark: false }, faces);
      const { face } = await tracker.next(here, frame * STEP_MS);
      expect(await tracks.next(here, frame * STEP_MS)).toEqual([{ number: 1, face }]);
    }
  });

  it('keeps two faces apart while one leaves and comes back', async () => {
    const video = watching();
    await video.repeat(5, LEFT);
    expect(await video.repeat(8, LEFT, RIGHT)).toEqual({ 1: 130, 2: 350 });
    // Whoever stays is still who it was, and does not take the other's place.
    expect(await video.repeat(12, RIGHT)).toEqual({ 1: null, 2: 350 });
    expect(await video.repeat(8, LEFT, RIGHT)).toEqual({ 1: 130, 2: 350 });
    expect(await video.repeat(12, LEFT)).toEqual({ 1: 130, 2: null });
    expect(await video.repeat(8, LEFT, [340, 125, 110])).toEqual({ 1: 130, 2: 340 });
  });

  it('goes on with the same numbers in another process', async () => {
    const [straight, interrupted] = [watching(), watching()];
    const story: (readonly Drawn[])[] = [[LEFT], [LEFT, RIGHT], [RIGHT], [LEFT, RIGHT], [], [LEFT, RIGHT]];
    for (const faces of story) {
      for (let frame = 0; frame < 7; frame++) {
        interrupted.restart();
        expect(await interrupted.look(...faces)).toEqual(await straight.look(...faces));
      }
    }
  });

  it('takes a face for another one that comes later, or elsewhere', async () => {
    const video = watching();
    const [one, two, elsewhere]: Drawn[] = [
      [70, 130, 90],
      [210, 130, 90],
      [400, 120, 90],
    ];
    await video.repeat(10, one!, two!);
    expect(await video.repeat(2, one!)).toEqual({ 1: 70, 2: null });
    expect(await video.repeat(GONE_MS / STEP_MS, one!)).toEqual({ 1: 70 });
    expect(await video.repeat(12, one!, two!)).toEqual({ 1: 70, 3: 210 });
    await video.repeat(6, one!);
    expect(await video.repeat(12, one!, elsewhere!)).toEqual({ 1: 70, 3: null, 4: 400 });
  });

  it('gives whoever leads elsewhere a number of their own, once that is sure', async () => {
    const video = watching();
    await video.repeat(5, LEFT);
    await video.repeat(3);
    expect(await video.repeat(2, RIGHT)).toEqual({ 1: null });
    expect(await video.look(RIGHT)).toMatchObject({ 2: 350 });
    expect(await video.repeat(GONE_MS / STEP_MS, RIGHT)).toEqual({ 2: 350 });
    expect(await video.repeat(12, LEFT, RIGHT)).toEqual({ 2: 350, 3: 130 });
  });

  it('gives a new number to whoever sits down where somebody has left', async () => {
    const video = watching(haar, undefined, 40);
    await video.repeat(6, LEFT);
    expect(await video.repeat(8)).toEqual({ 1: null });
    video.wears(40);
    expect(Object.keys(await video.repeat(4, LEFT))).toEqual(['2']);
  });

  it('knows again who looked down and stayed', async () => {
    const video = watching(haar, undefined, 40);
    await video.repeat(6, LEFT);
    video.hidesFace(true);
    expect(await video.repeat(25, LEFT)).toEqual({ 1: null });
    video.hidesFace(false);
    expect(await video.repeat(4, LEFT)).toEqual({ 1: 130 });
  });

  it('knows nobody after a cut, not even in the same place', async () => {
    const video = watching();
    expect(await video.repeat(12, LEFT, RIGHT)).toEqual({ 1: 130, 2: 350 });
    video.cut();
    expect(await video.repeat(2, LEFT, RIGHT)).toEqual({ 1: null });
    const after = await video.repeat(12, LEFT, RIGHT);
    expect(Object.values(after).sort()).toEqual([130, 350]);
    expect(Object.keys(after).some((number) => number === '1' || number === '2')).toBe(false);
  });

  it('takes somebody else in the same place for another one, though the room is the same', async () => {
    const video = watching(haar, undefined, 40);
    await video.repeat(6, LEFT);
    video.wears(230);
    expect(await video.look(LEFT)).toEqual({ 1: null });
    expect(Object.keys(await video.repeat(4, LEFT))).toEqual(['2']);
  });

  it('finds a further face much smaller than the first', async () => {
    expect(await watching().repeat(16, LEFT, [380, 100, 60])).toEqual({ 1: 130, 2: 380 });
  });

  it('believes in a further face only after three scans in a row', async () => {
    const first: Face = { box: [50, 50, 60, 60], score: 20 };
    const ghost: Face = { box: [200, 50, 60, 60], score: 20 };
    let scans = 0;
    const detector = (ghosts: (scan: number) => Face[]): Detector => ({
      furtherScore: 4,
      detect: () => [],
      follow: (_, last) => (last[0] < 150 ? first : null),
      search: () => [first, ...ghosts(scans++)],
    });
    expect(await watching(detector((scan) => (scan % 6 < 4 ? [ghost] : []))).repeat(40)).toEqual({ 1: expect.anything() as number });
    expect(await watching(detector(() => [{ ...ghost, score: 3 }])).repeat(40)).toEqual({ 1: expect.anything() as number });
    expect(Object.keys(await watching(detector(() => [ghost])).repeat(10))).toEqual(['1', '2']);
  });

  it('refuses a state that is none', () => {
    expect(() => watching(haar, { further: 'all' })).toThrow();
  });
});
