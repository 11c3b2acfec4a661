/**
 * The inner loops of Viola-Jones detection in WebAssembly: four neighbouring windows at a time, whose features lie side by side in
 * the integral images. Results are OpenCV 4's to the bit: features in 32-bit, stages' sums in 64-bit floating point.
 *
 * Memory belongs to the caller (`libs/inference/src/detect/haar/haar-kernel.ts`); addresses and offsets are in bytes.
 */

// A node: corners of three rectangles as offsets, their weights, the threshold; then a stump's two leaves (f64), or where a tree's
// node leads (i32, above 0 a node, else minus a leaf), and for its first node the number of nodes and the place of its leaves.
const WEIGHTS: usize = 48;
const THRESHOLD: usize = 60;
const LEFT: usize = 64;
const RIGHT: usize = 72;
const LEADS_LEFT: usize = 64;
const LEADS_RIGHT: usize = 68;
const NODES: usize = 72;
const LEAVES: usize = 76;
const NODE: usize = 80;
// A stage: the number of its trees, that of its nodes, the threshold (f64).
const STAGE: usize = 16;
/** OpenCV's: windows whose standard deviation is not above 10 grey levels are no faces. */
const FLAT: f64 = 0.1;

/** Bilinear in 8.8 fixed point, bit for bit OpenCV's INTER_LINEAR_EXACT; `columns` and `rows` are `[first, second, weight]` as i32 (`taps.ts`). */
export function resize(source: usize, stride: i32, columns: usize, rows: usize, width: i32, height: i32, out: usize): void {
  for (let y = 0; y < height; y++, rows += 12) {
    const top = source + load<i32>(rows) * stride;
    const bottom = source + load<i32>(rows, 4) * stride;
    const down = load<i32>(rows, 8);
    const up = 256 - down;
    for (let x = 0, tap = columns; x < width; x++, tap += 12) {
      const left = load<i32>(tap);
      const right = load<i32>(tap, 4);
      const across = load<i32>(tap, 8);
      const back = 256 - across;
      const value = up * (back * <i32>load<u8>(top + left) + across * <i32>load<u8>(top + right))
        + down * (back * <i32>load<u8>(bottom + left) + across * <i32>load<u8>(bottom + right));
      store<u8>(out++, (value + 32768) >> 16);
    }
  }
}

/**
 * Sums over all pixels above and left of a point, and of their squares (Crow 1984), which wrap around at 2^32. With `step` 2 even columns
 * come first, then odd ones from `half` on, so that the windows two pixels apart have neighbouring sums, too.
 */
export function integrate(pixels: usize, width: i32, height: i32, step: i32, half: i32, stride: i32, sums: usize, squares: usize): void {
  memory.fill(sums, 0, stride);
  memory.fill(squares, 0, stride);
  const odd = step === 2 ? half : 4;
  const pair = step === 2 ? 4 : 8;
  for (let y = 0; y < height; y++) {
    const above = sums;
    const aboveSquares = squares;
    sums += stride;
    squares += stride;
    store<i32>(sums, 0);
    store<i32>(squares, 0);
    let sum = 0;
    let square = 0;
    for (let x = 1; x <= width; x++) {
      const value = <i32>load<u8>(pixels++);
      sum += value;
      square += value * value;
      const at = <usize>((x >> 1) * pair + (x & 1) * odd);
      store<i32>(sums + at, load<i32>(above + at) + sum);
      store<i32>(squares + at, load<i32>(aboveSquares + at) + square);
    }
  }
}

@inline
function corners(image: usize, offsets: usize): v128 {
  return i32x4.add(
    i32x4.sub(v128.load(image + load<u32>(offsets)), v128.load(image + load<u32>(offsets, 4))),
    i32x4.sub(v128.load(image + load<u32>(offsets, 12)), v128.load(image + load<u32>(offsets, 8))));
}

/** Whether the feature of a node is below its threshold in each of four windows at `image`, as a lane mask. */
@inline
function isBelow(image: usize, factor: v128, node: usize): v128 {
  let value = f32x4.add(
    f32x4.mul(v128.load32_splat(node, WEIGHTS), f32x4.convert_i32x4_s(corners(image, node))),
    f32x4.mul(v128.load32_splat(node, WEIGHTS + 4), f32x4.convert_i32x4_s(corners(image, node + 16))));
  if (load<f32>(node, WEIGHTS + 8) !== 0) {
    value = f32x4.add(value, f32x4.mul(v128.load32_splat(node, WEIGHTS + 8), f32x4.convert_i32x4_s(corners(image, node + 32))));
  }
  return f32x4.lt(f32x4.mul(value, factor), v128.load32_splat(node, THRESHOLD));
}

/** Which of four windows pass a stage whose trees have one node each, as bits. */
@inline
function passesStumps(image: usize, factor: v128, node: usize, stage: usize): i32 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let end = node + <usize>load<i32>(stage) * NODE; node < end; node += NODE) {
    const below = isBelow(image, factor, node);
    const left = v128.load64_splat(node, LEFT);
    const right = v128.load64_splat(node, RIGHT);
    low = f64x2.add(low, v128.bitselect(left, right, i64x2.extend_low_i32x4_s(below)));
    high = f64x2.add(high, v128.bitselect(left, right, i64x2.extend_high_i32x4_s(below)));
  }
  return reach(low, high, stage);
}

/** The same for any trees; their nodes come after those that lead to them. */
function passesTrees(image: usize, factor: v128, node: usize, stage: usize): i32 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let trees = load<i32>(stage); trees > 0; trees--) {
    const leaves = <usize>load<i32>(node, LEAVES);
    const count = load<i32>(node, NODES);
    let next = i32x4.splat(0);
    for (let index = 0; index < count; index++, node += NODE) {
      const led = v128.bitselect(v128.load32_splat(node, LEADS_LEFT), v128.load32_splat(node, LEADS_RIGHT), isBelow(image, factor, node));
      next = v128.bitselect(led, next, i32x4.eq(next, i32x4.splat(index)));
    }
    next = i32x4.shl(i32x4.neg(next), 3);
    low = f64x2.add(low, v128.load64_lane(leaves + i32x4.extract_lane(next, 1), v128.load64_splat(leaves + i32x4.extract_lane(next, 0)), 1));
    high = f64x2.add(high, v128.load64_lane(leaves + i32x4.extract_lane(next, 3), v128.load64_splat(leaves + i32x4.extract_lane(next, 2)), 1));
  }
  return reach(low, high, stage);
}

@inline
function reach(low: v128, high: v128, stage: usize): i32 {
  const threshold = v128.load64_splat(stage, 8);
  return i64x2.bitmask(f64x2.ge(low, threshold)) | (i64x2.bitmask(f64x2.ge(high, threshold)) << 2);
}

@inline
function passes(image: usize, factor: v128, node: usize, stage: usize, stumps: bool): i32 {
  return stumps ? passesStumps(image, factor, node, stage) : passesTrees(image, factor, node, stage);
}

/** One over each window's spread, as f32; 0 for a flat one. */
@inline
function factors(sums: usize, squares: usize, norm: usize, area: f64): v128 {
  const sum = corners(sums, norm);
  const square = corners(squares, norm);
  const every = f64x2.splat(area);
  const lowSum = f64x2.convert_low_i32x4_s(sum);
  const highSum = f64x2.convert_low_i32x4_s(i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
  const low = f64x2.sub(f64x2.mul(every, f64x2.convert_low_i32x4_u(square)), f64x2.mul(lowSum, lowSum));
  const high = f64x2.sub(f64x2.mul(every, f64x2.convert_low_i32x4_u(i8x16.shuffle(square, square, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15))), f64x2.mul(highSum, highSum));
  return i8x16.shuffle(inverse(low, area), inverse(high, area), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

@inline
function inverse(spread: v128, area: f64): v128 {
  const factor = f32x4.demote_f64x2_zero(f64x2.div(f64x2.splat(1), f64x2.sqrt(spread)));
  const wide = f64x2.mul(f64x2.promote_low_f32x4(factor), f64x2.splat(area));
  const good = v128.and(f64x2.gt(spread, f64x2.splat(0)), f64x2.lt(wide, f64x2.splat(FLAT)));
  return v128.and(factor, i8x16.shuffle(good, good, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11));
}

/**
 * Slides the window over the integral images, by `step` pixels, and writes `[x, y]` (i32) of those that pass every stage to `hits`, at
 * most until `limit`.
 *
 * @returns how many did
 */
export function scan(
  stages: usize, count: i32, nodes: usize, stumps: bool, norm: usize, area: f64,
  sums: usize, squares: usize, stride: i32, right: i32, bottom: i32, step: i32, hits: usize, limit: usize,
): i32 {
  const first = hits;
  const second = nodes + <usize>load<i32>(stages, 4) * NODE;
  const end = stages + <usize>count * STAGE;
  for (let y = 0; y <= bottom; y += step, sums += stride * step, squares += stride * step) {
    let skip = false;
    for (let x = 0, at: usize = 0; x <= right; x += 4 * step, at += 16) {
      const image = sums + at;
      const factor = factors(image, squares + at, norm, area);
      const rough = i32x4.bitmask(f32x4.gt(factor, f32x4.splat(0)));
      const passed = rough === 0 ? 0 : rough & passes(image, factor, nodes, stages, stumps);
      // Where the first stage refuses, OpenCV skips the next window.
      let alive = 0;
      for (let lane = 0; lane < 4; lane++) {
        const bit = 1 << lane;
        if (skip) skip = false;
        else if ((passed & bit) !== 0) alive |= bit;
        else skip = (rough & bit) !== 0;
      }
      if (right - x < 3 * step) alive &= (1 << ((right - x) / step + 1)) - 1;
      for (let stage = stages + STAGE, node = second; alive !== 0 && stage < end; stage += STAGE) {
        alive &= passes(image, factor, node, stage, stumps);
        node += <usize>load<i32>(stage, 4) * NODE;
      }
      for (let lane = 0; alive !== 0; lane++, alive >>= 1) {
        if ((alive & 1) === 0 || hits === limit) continue;
        store<i32>(hits, x + lane * step);
        store<i32>(hits, y, 4);
        hits += 8;
      }
    }
  }
  return <i32>((hits - first) >> 3);
}
