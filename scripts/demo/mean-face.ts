import { SIDE } from './fer-faces.ts';

/** Grey values of a face with zero mean and unit variance, 48×48. */
export type Plane = Float32Array;

const SHIFTS = 4;
const SCALES = [0.9, 0.95, 1, 1.06, 1.12];
const MIDDLE = (SIDE - 1) / 2;

export function standardise(pixels: ArrayLike<number>): Plane {
  const plane = Float32Array.from(pixels);
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
  const deviation = Math.sqrt(plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plane.length) || 1;
  return plane.map((value) => (value - mean) / deviation);
}

export function mirror(plane: Plane): Plane {
  return plane.map((_, at) => plane[at - (at % SIDE) + SIDE - 1 - (at % SIDE)]!);
}

export function mean(planes: readonly Plane[]): Plane {
  const sum = new Float32Array(SIDE * SIDE);
  for (const plane of planes) for (let at = 0; at < sum.length; at++) sum[at]! += plane[at]!;
  return sum.map((value) => value / planes.length);
}

/** Where features lie counts, the background in the corners does not: a Gaussian window around the middle. */
const WEIGHTS = Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
  const x = (at % SIDE) - MIDDLE;
  const y = Math.floor(at / SIDE) - MIDDLE;
  return Math.exp(-(x * x + y * y) / (2 * 15 ** 2));
});

/** Pearson correlation under the window, -1 to 1. */
export function correlation(a: Plane, b: Plane): number {
  let [w, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [weight, va, vb] = [WEIGHTS[at]!, a[at]!, b[at]!];
    w += weight;
    sa += weight * va;
    sb += weight * vb;
    saa += weight * va * va;
    sbb += weight * vb * vb;
    sab += weight * va * vb;
  }
  const covariance = sab - (sa * sb) / w;
  return covariance / Math.sqrt((saa - (sa * sa) / w) * (sbb - (sb * sb) / w) || 1);
}

/** The face scaled about its middle and moved, bilinear, edges repeated. */
function transform(plane: Plane, scale: number, dx: number, dy: number): Plane {
  const out = new Float32Array(SIDE * SIDE);
  const clamp = (value: number) => Math.min(SIDE - 1, Math.max(0, value));
  for (let y = 0; y < SIDE; y++) {
    const sy = clamp((y - MIDDLE - dy) / scale + MIDDLE);
    const [y0, fy] = [Math.floor(sy), sy % 1];
    const y1 = Math.min(SIDE - 1, y0 + 1);
    for (let x = 0; x < SIDE; x++) {
      const sx = clamp((x - MIDDLE - dx) / scale + MIDDLE);
      const [x0, fx] = [Math.floor(sx), sx % 1];
      const x1 = Math.min(SIDE - 1, x0 + 1);
      const top = plane[y0 * SIDE + x0]! * (1 - fx) + plane[y0 * SIDE + x1]! * fx;
      const bottom = plane[y1 * SIDE + x0]! * (1 - fx) + plane[y1 * SIDE + x1]! * fx;
      out[y * SIDE + x] = top * (1 - fy) + bottom * fy;
    }
  }
  return out;
}

/** `plane`, shifted and scaled so that it correlates best with `template`, coarse to fine. */
export function alignTo(template: Plane, plane: Plane): Plane {
  let best = { plane, score: correlation(template, plane), scale: 1, dx: 0, dy: 0 };
  const attempt = (scale: number, dx: number, dy: number) => {
    if (Math.abs(dx) > SHIFTS || Math.abs(dy) > SHIFTS) return;
    const moved = transform(plane, scale, dx, dy);
    const score = correlation(template, moved);
    if (score > best.score) best = { plane: moved, score, scale, dx, dy };
  };
  for (let dy = -SHIFTS; dy <= SHIFTS; dy += 2) for (let dx = -SHIFTS; dx <= SHIFTS; dx += 2) attempt(1, dx, dy);
  for (const scale of SCALES) attempt(scale, best.dx, best.dy);
  for (const [dx, dy] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const)
    attempt(best.scale, best.dx + dx, best.dy + dy);
  return best.plane;
}

/** Two faces that are this alike are taken for two pictures of one person, and only one of them counts. */
const SAME_PERSON = 0.92;

/**
 * The symmetrical mean of the `keep` aligned faces that are most like `seed`: like faces average to a face, unlike ones to mush.
 * Null if fewer differ enough from one another.
 */
export function meanAround(seed: Plane, aligned: readonly Plane[], keep: number): Plane | null {
  const nearest = aligned.map((plane) => ({ plane, score: correlation(seed, plane) })).sort((a, b) => b.score - a.score);
  const kept: Plane[] = [];
  for (const { plane } of nearest) {
    if (kept.every((other) => correlation(other, plane) < SAME_PERSON)) kept.push(plane);
    if (kept.length === keep) {
      const centre = mean(kept);
      return standardise(mean([centre, mirror(centre)]));
    }
  }
  return null;
}
