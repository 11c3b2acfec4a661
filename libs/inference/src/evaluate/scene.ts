import type { Box } from '#contracts/emotion';
import { pixels } from '../pixels/pixel-kernel.ts';
import type { Plane } from '../frame.ts';
import { between, type Random } from './random.ts';

/** The size of the frames that an analyzer mostly gets. */
const [WIDTH, HEIGHT] = [320, 180];
/** Heights of a face between which the SFU's choice of layer keeps it. */
const [SMALLEST, LARGEST] = [64, 110];
/** How far a face's borders reach into the scene until nothing is left of them, as a share of its height. */
const FEATHER = 0.35;

export interface Scene {
  readonly plane: Plane;
  /** Where the face is. */
  readonly box: Box;
}

/**
 * A frame of a call with a given face before a made-up room: a wall lit from somewhere, soft shapes, a camera's noise. The face is cut
 * tight, and a detector needs something around it, so its borders go on beyond it, ever softer, until the room shows.
 */
export function sceneWith(face: Plane, random: Random): Scene {
  const data = room(random);
  const side = Math.round(between(random, SMALLEST, LARGEST));
  const margin = Math.round(side * 0.12);
  const left = Math.round(between(random, margin, WIDTH - side - margin));
  const top = Math.round(between(random, margin, HEIGHT - side - margin));
  paste(data, face, left, top, side);
  for (let index = 0; index < data.length; index++) data[index]! += (random() + random() - 1) * 5;
  return { plane: { data: Uint8ClampedArray.from(data), width: WIDTH, height: HEIGHT, stride: WIDTH }, box: [left, top, side, side] };
}

function paste(data: Float32Array, face: Plane, left: number, top: number, side: number): void {
  const sharp = resized(face, side);
  // The border's few grey levels, without the detail that would be drawn out into stripes.
  const coarse = resized({ data: Uint8ClampedArray.from(resized(face, 6)), width: 6, height: 6, stride: 6 }, side);
  const reach = Math.ceil(side * FEATHER);
  for (let y = Math.max(0, top - reach); y < Math.min(HEIGHT, top + side + reach); y++) {
    for (let x = Math.max(0, left - reach); x < Math.min(WIDTH, left + side + reach); x++) {
      const [u, v] = [clamp(x - left, side), clamp(y - top, side)];
      const away = Math.hypot(x - left - u, y - top - v) / side;
      const inside = v * side + u;
      const colour = mix(sharp[inside]!, coarse[inside]!, smooth(away / 0.08));
      data[y * WIDTH + x] = mix(colour, data[y * WIDTH + x]!, smooth(away / FEATHER));
    }
  }
}

/** Grey levels of a room: a wall that gets brighter one way, a few soft-edged blocks before it, and uneven plaster. */
function room(random: Random): Float32Array {
  const data = new Float32Array(WIDTH * HEIGHT);
  const [level, slope, angle] = [between(random, 70, 180), between(random, 20, 70), between(random, 0, 2 * Math.PI)];
  const blocks = Array.from({ length: 5 }, () => ({
    x: between(random, 0, WIDTH),
    y: between(random, 0, HEIGHT),
    width: between(random, 15, 70),
    height: between(random, 15, 80),
    grey: between(random, 30, 220),
    edge: between(random, 2, 10),
  }));
  const plaster = lattice(random, 24);
  const grain = lattice(random, 6);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      let value = level + slope * ((x / WIDTH - 0.5) * Math.cos(angle) + (y / HEIGHT - 0.5) * Math.sin(angle)) * 2;
      for (const block of blocks) {
        const outside = Math.max(Math.abs(x - block.x) - block.width, Math.abs(y - block.y) - block.height);
        value = mix(block.grey, value, smooth(outside / block.edge + 0.5));
      }
      data[y * WIDTH + x] = value + 16 * plaster(x, y) + 7 * grain(x, y);
    }
  }
  return data;
}

/** Value noise between -1 and 1: random levels every `step` pixels, and smoothly from one to the next. */
function lattice(random: Random, step: number): (x: number, y: number) => number {
  const columns = Math.ceil(WIDTH / step) + 2;
  const levels = Float32Array.from({ length: columns * (Math.ceil(HEIGHT / step) + 2) }, () => random() * 2 - 1);
  return (x, y) => {
    const [column, row] = [Math.floor(x / step), Math.floor(y / step)];
    const [along, down] = [smooth(x / step - column), smooth(y / step - row)];
    const at = row * columns + column;
    return mix(mix(levels[at]!, levels[at + 1]!, along), mix(levels[at + columns]!, levels[at + columns + 1]!, along), down);
  };
}

function resized(plane: Plane, side: number): Float32Array {
  const values = new Float32Array(side * side);
  pixels.resample(plane, [0, 0, plane.width, plane.height], side, side, values);
  return values;
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;
const smooth = (t: number): number => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));
const clamp = (value: number, size: number): number => Math.min(Math.max(value, 0), size - 1);
