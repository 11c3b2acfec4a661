const STEPS = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const;

function scaled(bytes: number): { unit: 'gigabyte' | 'megabyte' | 'kilobyte' | 'byte'; value: number } {
  // The border lies where the smaller unit would be rounded up to a thousand.
  const [unit, size] = STEPS.find(([, step]) => bytes >= step * 0.9995) ?? (['byte', 1] as const);
  return { unit, value: bytes / size };
}

const digits = (value: number) => ({ maximumFractionDigits: value < 100 ? 1 : 0 });

/** `1_250_000` → `1.3 MB`, in the form of the language. Decimal units, as file managers and networks count. */
export function bytesText(bytes: number, language: string): string {
  const { unit, value } = scaled(bytes);
  return new Intl.NumberFormat(language, { style: 'unit', unit, ...digits(value) }).format(value);
}

/** Bytes a second → `1.3 MB/s`. */
export function rateText(bytesPerSecond: number, language: string): string {
  const { unit, value } = scaled(bytesPerSecond);
  return new Intl.NumberFormat(language, { style: 'unit', unit: `${unit}-per-second`, ...digits(value) }).format(value);
}

/** Times real time: `12`, `8.4`, `0.6`. */
export function timesText(speed: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: speed >= 10 ? 0 : 1 }).format(speed);
}

/** A share as a whole percentage that says 100 only once all is done. */
export function shareText(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share < 1 ? Math.min(share, 0.99) : 1);
}

/** How long something takes, as roughly as it is known: `5 sec`, `12 min`, `1 hr 20 min`; `long`: `2 hours`. */
export function durationText(ms: number, language: string, unitDisplay: 'short' | 'long' = 'short'): string {
  const part = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(value);
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 10) return part(seconds, 'second');
  if (seconds < 58) return part(Math.round(seconds / 5) * 5, 'second');
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return part(minutes, 'minute');
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? part(hours, 'hour') : `${part(hours, 'hour')} ${part(rest, 'minute')}`;
}
