import { join } from 'node:path';
import type { Plane } from '../frame.ts';
import { readPhoto, resizePhoto } from './photo.ts';
import { readTar, type TarFile } from './tar.ts';

/** The size in which faces are looked for in a call. */
export const [FRAME_WIDTH, FRAME_HEIGHT] = [320, 180];
/** The photo, 250x250 with a face in its middle, covers the frame's height. */
const SIDE = FRAME_HEIGHT;
const STEPS = 20;

/** A short call: a portrait that sways before a still room. */
export type Call = readonly Plane[];

/**
 * Frames with one face each, as the lowest layer of a call has them: photos of one person (`lfw.tar`), about 80 pixels from chin
 * to brow, before a photo without one (`negatives.tar`), so that the whole frame has something to look at.
 *
 * @throws DataError
 */
export async function drawCalls(folder: string, count: number): Promise<Call[]> {
  const portraits = spread(await readTar(join(folder, 'lfw.tar')), count);
  const rooms = spread(await readTar(join(folder, 'negatives.tar')), count);
  return Promise.all(portraits.map((portrait, index) => drawCall(portrait, rooms[index % rooms.length]!)));
}

async function drawCall(portrait: TarFile, room: TarFile): Promise<Call> {
  const [photo, behind] = await Promise.all([
    readPhoto(portrait.bytes, portrait.name).then((plane) => resizePhoto(plane, SIDE, SIDE)),
    readPhoto(room.bytes, room.name).then((plane) => resizePhoto(plane, FRAME_WIDTH, FRAME_HEIGHT)),
  ]);
  return Array.from({ length: STEPS }, (_, step) => {
    const data = Uint8Array.from(behind.data);
    const left = Math.round((FRAME_WIDTH - SIDE) / 2 + 30 * Math.sin((step / STEPS) * 2 * Math.PI));
    for (let y = 0; y < SIDE; y++) data.set(photo.data.subarray(y * SIDE, (y + 1) * SIDE), y * FRAME_WIDTH + left);
    return { data, width: FRAME_WIDTH, height: FRAME_HEIGHT, stride: FRAME_WIDTH };
  });
}

/** `count` of them, evenly spread over all. */
export function spread<T>(all: readonly T[], count: number): T[] {
  return count >= all.length ? [...all] : Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
}
