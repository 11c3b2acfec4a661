import { describe, expect, it } from 'vitest';
import type { Plane } from '#inference/frame';
import { background, drawFace } from '../testing/drawn-frame.ts';
import type { Detector, Face } from './detector.ts';
import { FaceTracks, faceTracksState, GONE_MS } from './face-tracks.ts';
import { readTracking } from './haar/cascade-source.ts';
import { HaarDetector } from './haar/haar-detector.ts';
import { HaarSearch } from './haar/haar-search.ts';
import { Tracker } from './tracker.ts';

const haar = new HaarSearch(new HaarDetector(readTracking()));
const STEP_MS = 200;

type Drawn = readonly [x: number, y: number, size: number];
function plane(...faces: readonly Drawn[]): Plane {
  const drawn = background(480, 270);
  for (const [x, y, size] of faces) drawFace(drawn, x, y, size);
  return drawn;
}

const LEFT: Drawn = [130, 130, 120];
const RIGHT: Drawn = [350, 130, 110];

/** Lets time go by with what there is to see; by frame, the centre of each face by its number, null where it is away. */
function watching(detector: Detector = haar, state?: unknown) {
  let tracks = new FaceTracks(detector, state === undefined ? undefined : faceTracksState.parse(state));
  let atMs = 0;
  const look = async (...faces: readonly Drawn[]) => {
    const found = await tracks.next(plane(...faces), atMs += STEP_MS);
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
    wait: (ms: number) => void (atMs += ms),
  };
}

describe('FaceTracks', () => {
  it('follows one face to the pixel as a call does', async () => {
    const tracker = new Tracker(haar);
    const tracks = new FaceTracks(haar);
    for (let frame = 0; frame < 30; frame++) {
      // It moves, goes away, and comes back elsewhere.
      const faces: Drawn[] = frame < 12 ? [[120 + frame * 9, 120 + (frame % 5) * 3, 110]] : frame < 16 ? [] : [[340 - frame * 3, 140, 125]];
      const here = plane(...faces);
      const { face } = await tracker.next(here);
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

  it('takes a face for another one that comes after half a minute, or elsewhere', async () => {
    const video = watching();
    const [one, two, elsewhere]: Drawn[] = [[70, 130, 90], [210, 130, 90], [400, 120, 90]];
    await video.repeat(10, one!, two!);
    expect(await video.repeat(2, one!)).toEqual({ 1: 70, 2: null });
    video.wait(GONE_MS);
    expect(await video.look(one!)).toEqual({ 1: 70 });
    expect(await video.repeat(12, one!, two!)).toEqual({ 1: 70, 3: 210 });
    await video.repeat(6, one!);
    expect(await video.repeat(12, one!, elsewhere!)).toEqual({ 1: 70, 3: null, 4: 400 });
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
