import type { Frame, Plane } from '../frame.ts';

/** A grey plane with a soft pattern, so that no window of it is flat. */
export function background(width: number, height: number): Plane & { data: Uint8Array } {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = 120 + (((x >> 3) * 13 + (y >> 3) * 7) % 24) + ((x * 5 + y * 3) % 7);
  }
  return { data, width, height, stride: width };
}

/** Draws a face of a few ellipses, `size` pixels high, its centre at `(x, y)`: enough for a Viola-Jones detector. */
export function drawFace(plane: Plane, x: number, y: number, size: number): void {
  const ellipse = (dx: number, dy: number, rx: number, ry: number, grey: number) => {
    for (let row = Math.max(0, Math.ceil(y + (dy - ry) * size)); row <= Math.min(plane.height - 1, y + (dy + ry) * size); row++) {
      for (let column = Math.max(0, Math.ceil(x + (dx - rx) * size)); column <= Math.min(plane.width - 1, x + (dx + rx) * size); column++) {
        const inside = ((column - x) / size - dx) ** 2 / rx ** 2 + ((row - y) / size - dy) ** 2 / ry ** 2 <= 1;
        if (inside) plane.data[row * plane.stride + column] = grey;
      }
    }
  };
  ellipse(0, -0.05, 0.45, 0.58, 60);
  ellipse(0, 0.02, 0.38, 0.5, 200);
  for (const side of [-1, 1]) {
    ellipse(side * 0.17, -0.14, 0.11, 0.025, 70);
    ellipse(side * 0.17, -0.06, 0.1, 0.045, 120);
    ellipse(side * 0.17, -0.06, 0.045, 0.045, 30);
    ellipse(side * 0.045, 0.13, 0.02, 0.015, 110);
  }
  ellipse(0, 0.05, 0.035, 0.1, 225);
  ellipse(0, 0.27, 0.14, 0.035, 95);
}

/** A frame with a face in its middle, `faceHeight` pixels high; none where that is 0. */
export function drawnFrame(width: number, height: number, faceHeight: number, atMs = 0): Frame {
  const plane = background(width, height);
  if (faceHeight > 0) drawFace(plane, width / 2, height / 2, faceHeight);
  return { y: plane.data, width, height, stride: width, atMs };
}
