import type { Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';

/** Of a field that lies outside the picture. */
const OUTSIDE = -1;
const FIELDS = 4;
/** Fields of the head, and how many of the body's have to be in the picture to decide. */
const [HEAD, BODY_DECIDES] = [4, 3];

/** Mean grey levels of a region's fields, row by row; -1 for those outside the plane. Looks at every other pixel each way. */
export function meansOf({ data, width, height, stride }: Plane, [x, y, across, down]: Box, columns: number, rows: number): number[] {
  const edge = (from: number, length: number, share: number, limit: number) =>
    Math.min(limit, Math.max(0, Math.round(from + length * share)));
  const means: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [edge(y, down, row / rows, height), edge(y, down, (row + 1) / rows, height)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [edge(x, across, column / columns, width), edge(x, across, (column + 1) / columns, width)];
      let [sum, count] = [0, 0];
      for (let at = top; at < bottom; at += 2) {
        for (let pixel = at * stride + left; pixel < at * stride + right; pixel += 2) {
          sum += data[pixel]!;
          count++;
        }
      }
      means.push(count === 0 ? OUTSIDE : Math.round(sum / count));
    }
  }
  return means;
}

/** Head, then shoulders and chest: four fields and eight. */
export function surroundingsOf(plane: Plane, [x, y, width, height]: Box): number[] {
  const fields = meansOf(plane, [x - width * 0.6, y - height * 0.3, width * 2.2, height * 3], FIELDS, FIELDS);
  return [...fields.filter((_, index) => index < 8 && (index % 4 === 1 || index % 4 === 2)), ...fields.slice(8)];
}

/**
 * How much two of them differ, in grey levels: half of the fields by more, half by less. The body decides where enough of it is in the picture: it
 * looks the same when a person looks down, and another when they leave.
 */
export function changeBetween(before: readonly number[], now: readonly number[]): number {
  const changes = before.map((value, index) => (value === OUTSIDE || now[index] === OUTSIDE ? null : Math.abs(value - now[index]!)));
  const [all, body] = [changes, changes.slice(HEAD)].map((some) => some.filter((change) => change !== null)) as [number[], number[]];
  return median(body.length >= BODY_DECIDES ? body : all);
}

/** 0 of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
