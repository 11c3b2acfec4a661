/** What goes wrong in threads, for the pool's test. */
export const double = (value: number) => value * 2;

export function spin(): never {
  for (;;) Math.sqrt(2);
}

export function eat(): number {
  const eaten: number[][] = [];
  for (;;) eaten.push(Array.from({ length: 10_000 }, (_, i) => i + eaten.length));
}

export function fail(): never {
  throw new RangeError('Out of range.');
}

export function exit(): never {
  process.exit(3);
}

export const environment = () => Object.keys(process.env);
