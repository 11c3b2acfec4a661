import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { background } from '#inference/testing/drawn-frame';
import { makeVideo } from './make-video.ts';

export const TWO_PEOPLE = { width: 640, height: 360, frameRate: 20, durationMs: 8_000, secondFromMs: 2_000 } as const;

/** A video of two synthetic faces: one is there all the time on the left, the other comes after two seconds on the right. */
export async function makeTwoPeople(file: string, { seconds = TWO_PEOPLE.durationMs / 1_000, alone = false } = {}): Promise<void> {
  const { width, height, frameRate, secondFromMs } = TWO_PEOPLE;
  const faces = await compositeFaces();
  await makeVideo(file, {
    width,
    height,
    frameRate,
    frames: seconds * frameRate,
    picture: (index) => {
      const atMs = (index * 1_000) / frameRate;
      const plane = background(width, height);
      layFace(plane, faces[Math.floor(atMs / 3_000) % faces.length]!, 180 + (index % 20), 180, 160);
      if (!alone && atMs >= secondFromMs) layFace(plane, faces[(Math.floor(atMs / 2_500) + 2) % faces.length]!, 470, 180, 150);
      const picture = new Uint8ClampedArray((width * height * 3) / 2).fill(128);
      picture.set(plane.data);
      return picture;
    },
  });
}
