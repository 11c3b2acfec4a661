/**
 * Shrinking and cutting out of grey pictures in WebAssembly SIMD. Weights are computed in 64-bit floating point and summed in 32-bit, which
 * moves a grey value by less than a thousandth; means of whole pixels are exact.
 *
 * Memory belongs to the caller (`libs/inference/src/pixels/pixel-kernel.ts`); addresses are in bytes, rows of pictures lie without room between them.
 */

/** Each pixel the mean of four; `width` and `height` are those of the half. */
export function halve(source: usize, width: i32, height: i32, out: usize): void {
  const stride = <usize>width * 2;
  const two = i16x8.splat(2);
  for (let y = 0; y < height; y++, source += 2 * stride, out += width) {
    let above = source;
    let x = 0;
    for (; x + 16 <= width; x += 16, above += 32) {
      const left = i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(above)), i16x8.extadd_pairwise_i8x16_u(v128.load(above + stride)));
      const right = i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(above, 16)), i16x8.extadd_pairwise_i8x16_u(v128.load(above + stride, 16)));
      v128.store(out + x, i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.add(left, two), 2), i16x8.shr_u(i16x8.add(right, two), 2)));
    }
    for (; x < width; x++, above += 2) {
      const sum = <i32>load<u8>(above) + <i32>load<u8>(above, 1) + <i32>load<u8>(above + stride) + <i32>load<u8>(above + stride, 1);
      store<u8>(out + x, (sum + 2) >> 2);
    }
  }
}

/**
 * Each pixel the mean of its share of the source, whose first columns and rows are in `columns` and `rows` (i32, one more than there are
 * pixels). `sums` has room for a row of the source as i32, and 32 bytes more.
 */
export function average(source: usize, stride: i32, columns: usize, rows: usize, width: i32, height: i32, sums: usize, out: usize): void {
  for (let y = 0; y < height; y++, rows += 4) {
    const first = load<i32>(rows);
    const tall = load<i32>(rows, 4) - first;
    const top = source + <usize>first * stride;
    for (let x = 0; x < stride; x += 8) {
      let left = i32x4.splat(0);
      let right = i32x4.splat(0);
      for (let row = 0, at = top + x; row < tall; row++, at += stride) {
        const pixels = v128.load8x8_u(at);
        left = i32x4.add(left, i32x4.extend_low_i16x8_u(pixels));
        right = i32x4.add(right, i32x4.extend_high_i16x8_u(pixels));
      }
      v128.store(sums + (<usize>x << 2), left);
      v128.store(sums + (<usize>x << 2), right, 16);
    }
    for (let x = 0; x < width; x++) {
      let column = load<i32>(columns + (<usize>x << 2));
      const end = load<i32>(columns + (<usize>x << 2), 4);
      const area = tall * (end - column);
      let sum = 0;
      for (; column < end; column++) sum += load<i32>(sums + (<usize>column << 2));
      store<u8>(out++, <u8><i32>(<f64>sum / <f64>area + 0.5));
    }
  }
}

/**
 * Of each of `count` pixels that a stretch of a row or column becomes: where the pixels begin that it is made of (`starts`, i32, maybe outside), and
 * `room` weights (f32), which sum to 1.
 */
function weigh(start: f64, length: f64, count: i32, limit: i32, room: i32, starts: usize, weights: usize): void {
  const scale = length / <f64>count;
  const reach = max(scale, 1);
  const inverse = 1 / reach;
  const taps = <i32>ceil(2 * reach);
  memory.fill(weights, 0, <usize>(count * room) << 2);
  for (let index = 0; index < count; index++, weights += <usize>room << 2) {
    const centre = start + (<f64>index + 0.5) * scale - 0.5;
    // Far outside, every pixel is the edge; the bound keeps a wild box from costing memory.
    const first = <i32>min(max(ceil(centre - reach), <f64>(-2 * taps)), <f64>(limit + 2 * taps));
    store<i32>(starts + (<usize>index << 2), first);
    let total: f64 = 0;
    for (let tap = 0; tap < taps; tap++) total += max(0, 1 - abs(<f64>(first + tap) - centre) * inverse);
    const share = 1 / total;
    if (total === 0) store<f32>(weights, 1);
    else for (let tap = 0; tap < taps; tap++) {
      store<f32>(weights + (<usize>tap << 2), <f32>(max(0, 1 - abs(<f64>(first + tap) - centre) * inverse) * share));
    }
  }
}

@inline
function within(value: i32, size: i32): i32 {
  return value < 0 ? 0 : value >= size ? size - 1 : value;
}

/** Weights per pixel, filled up to whole vectors. */
@inline
function roomOf(length: f64, count: i32): i32 {
  return (<i32>ceil(2 * max(length / <f64>count, 1)) + 3) & ~3;
}

/** How many bytes `resample` needs beside the picture and what it becomes. */
export function scratchOf(columns: i32, across: f64, down: f64, width: i32, height: i32): i32 {
  const room = roomOf(across, width);
  return ((width + 4) * (room + 1) + height * (roomOf(down, height) + 1) + columns + 6 * room + 16) << 2;
}

/**
 * A box of a picture of `columns` x `rows` as `width` x `height` grey values (f32, 0-255, not rounded): bilinear where it grows, a triangle as wide
 * as what it skips where it shrinks. Beyond the picture's edges, the edge goes on.
 *
 * @param scratch so much room as `scratchOf` says
 * @param out has room for three values more
 */
export function resample(
  source: usize, columns: i32, rows: i32, x: f64, y: f64, across: f64, down: f64, width: i32, height: i32, scratch: usize, out: usize,
): void {
  const room = roomOf(across, width);
  const rowRoom = roomOf(down, height);
  const rounded = (width + 3) & ~3;
  const weights = scratch;
  const rowWeights = weights + (<usize>(rounded * room) << 2);
  const starts = rowWeights + (<usize>(height * rowRoom) << 2);
  const rowStarts = starts + (<usize>rounded << 2);
  const line = rowStarts + (<usize>height << 2);
  weigh(x, across, width, columns, room, starts, weights);
  weigh(y, down, height, rows, rowRoom, rowStarts, rowWeights);

  // What one row takes: so many columns from the leftmost on, of which the middle ones lie in the picture, or only its edge does.
  const leftmost = load<i32>(starts);
  const length = load<i32>(starts + (<usize>(width - 1) << 2)) + room - leftmost;
  const left = min(max(-leftmost, 0), length);
  const middle = length - left - min(max(leftmost + length - columns, 0), length);
  const first = source + within(leftmost + left, columns);
  const begin = middle > 0 ? left : 0;
  const end = begin + max(middle, 1);
  for (let at = 0; at < rounded; at++) {
    const place = starts + (<usize>at << 2);
    store<i32>(place, at < width ? (load<i32>(place) - leftmost) << 2 : 0);
  }
  for (let at = width * room; at < rounded * room; at++) store<f32>(weights + (<usize>at << 2), 0);

  const taps = <i32>ceil(2 * max(down / <f64>height, 1));
  for (let row = 0; row < height; row++) {
    blend(first, columns, rows, load<i32>(rowStarts + (<usize>row << 2)), rowWeights + (<usize>(row * rowRoom) << 2), taps, line + (<usize>begin << 2), end - begin);
    for (let at = 0; at < begin; at++) store<f32>(line + (<usize>at << 2), load<f32>(line + (<usize>begin << 2)));
    for (let at = end; at < length; at++) store<f32>(line + (<usize>at << 2), load<f32>(line + (<usize>(end - 1) << 2)));
    for (let at = 0, weight = weights; at < rounded; at += 4, weight += <usize>room << 4) {
      const place = starts + (<usize>at << 2);
      v128.store(out + (<usize>at << 2), sums(
        product(line + load<i32>(place), weight, room),
        product(line + load<i32>(place, 4), weight + (<usize>room << 2), room),
        product(line + load<i32>(place, 8), weight + (<usize>room << 3), room),
        product(line + load<i32>(place, 12), weight + (<usize>room << 2) * 3, room),
      ));
    }
    out += <usize>width << 2;
  }
}

/** Some neighbouring columns' weighted sum of rows, as f32; writes up to seven values more. */
@inline
function blend(source: usize, stride: i32, rows: i32, start: i32, weights: usize, taps: i32, out: usize, count: i32): void {
  for (let at = 0; at < count; at += 8) {
    let left = f32x4.splat(0);
    let right = f32x4.splat(0);
    for (let tap = 0; tap < taps; tap++) {
      const pixels = v128.load8x8_u(source + <usize>within(start + tap, rows) * stride + at);
      const weight = v128.load32_splat(weights + (<usize>tap << 2));
      left = f32x4.add(left, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(pixels))));
      right = f32x4.add(right, f32x4.mul(weight, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(pixels))));
    }
    v128.store(out + (<usize>at << 2), left);
    v128.store(out + (<usize>at << 2), right, 16);
  }
}

/** Four sums of products, over every fourth of `count` values. */
@inline
function product(values: usize, weights: usize, count: i32): v128 {
  let sum = f32x4.mul(v128.load(values), v128.load(weights));
  for (let at: usize = 16; at < <usize>count << 2; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(values + at), v128.load(weights + at)));
  return sum;
}

/** The sums of four vectors' lanes. */
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const high = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(low, high, 0, 2, 4, 6), v128.shuffle<f32>(low, high, 1, 3, 5, 7));
}

/**
 * As `resample`, of a turned square: pixel (u, v) has its middle at (`a` u - `b` v + `x`, `b` u + `a` v + `y`) in the picture, with the same triangle
 * around it, along the picture's rows and columns.
 */
export function resampleTurned(
  source: usize, columns: i32, rows: i32, a: f64, b: f64, x: f64, y: f64, width: i32, height: i32, out: usize,
): void {
  const reach = max(1, sqrt(a * a + b * b));
  const inverse = <f32>(1 / reach);
  // So many pixels at most lie nearer than `reach`.
  const taps = <i32>ceil(2 * reach);
  const wide = (taps + 3) & ~3;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++, out += 4) {
      const centreX = a * (<f64>u + 0.5) - b * (<f64>v + 0.5) + x - 0.5;
      const centreY = b * (<f64>u + 0.5) + a * (<f64>v + 0.5) + y - 0.5;
      const left = <i32>ceil(centreX - reach);
      const top = <i32>ceil(centreY - reach);
      const besideX = <f32>(<f64>left - centreX);
      const besideY = <f32>(<f64>top - centreY);
      const isInside = left >= 0 && left + wide <= columns && top >= 0 && top + taps <= rows;
      store<f32>(out, isInside
        ? inner(source + <usize>top * columns + left, columns, besideX, besideY, inverse, taps)
        : outer(source, columns, rows, left, top, besideX, besideY, inverse, taps));
    }
  }
}

@inline
function triangle(distance: f32, inverse: f32): f32 {
  return max<f32>(0, 1 - abs(distance) * inverse);
}

/** A weighted mean around a point whose first pixel, `besideX` and `besideY` away from it, is at `source`. */
@inline
function inner(source: usize, stride: i32, besideX: f32, besideY: f32, inverse: f32, taps: i32): f32 {
  let sum = f32x4.splat(0);
  let across = f32x4.splat(0);
  let down: f32 = 0;
  for (let tap = 0; tap < taps; tap++) down += triangle(besideY + <f32>tap, inverse);
  for (let column = 0; column < taps; column += 4) {
    const distances = f32x4.add(f32x4.splat(besideX + <f32>column), f32x4(0, 1, 2, 3));
    const weights = f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.abs(distances), f32x4.splat(inverse))));
    let line = f32x4.splat(0);
    for (let tap = 0, at = source + column; tap < taps; tap++, at += stride) {
      const pixels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
      line = f32x4.add(line, f32x4.mul(f32x4.splat(triangle(besideY + <f32>tap, inverse)), f32x4.convert_i32x4_u(pixels)));
    }
    sum = f32x4.add(sum, f32x4.mul(line, weights));
    across = f32x4.add(across, weights);
  }
  return lanes(sum) / (down * lanes(across));
}

/** As `inner` where pixels beyond the edge are asked for, too. */
function outer(
  source: usize, columns: i32, rows: i32, left: i32, top: i32, besideX: f32, besideY: f32, inverse: f32, taps: i32,
): f32 {
  let sum: f32 = 0;
  let total: f32 = 0;
  for (let row = 0; row < taps; row++) {
    const weight = triangle(besideY + <f32>row, inverse);
    const line = source + <usize>within(top + row, rows) * columns;
    for (let column = 0; column < taps; column++) {
      const share = weight * triangle(besideX + <f32>column, inverse);
      sum += share * <f32>load<u8>(line + within(left + column, columns));
      total += share;
    }
  }
  return sum / total;
}

@inline
function lanes(values: v128): f32 {
  return f32x4.extract_lane(values, 0) + f32x4.extract_lane(values, 1) + f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3);
}
