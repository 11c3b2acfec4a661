/**
 * Sums over all pixels above and left of a point (Crow 1984; Viola & Jones 2001), and of their squares. Row 0 and
 * column 0 are zero, so a plane of `width` x `height` takes `(width + 1) x (height + 1)` sums, `stride` apart. Sums of
 * squares wrap around at 2^32, which differences over a window of at most 257x257 pixels do not notice.
 */
export function integrate(pixels: Uint8Array, width: number, height: number, stride: number, sums: Int32Array, squares: Int32Array): void {
  sums.fill(0, 0, width + 1);
  squares.fill(0, 0, width + 1);
  let from = 0;
  for (let y = 1; y <= height; y++) {
    const row = y * stride;
    let sum = 0;
    let square = 0;
    sums[row] = 0;
    squares[row] = 0;
    for (let x = 1; x <= width; x++) {
      const value = pixels[from++]!;
      sum += value;
      square = (square + value * value) | 0;
      sums[row + x] = sums[row + x - stride]! + sum;
      squares[row + x] = squares[row + x - stride]! + square;
    }
  }
}
