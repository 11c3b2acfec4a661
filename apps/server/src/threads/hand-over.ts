import { move, transferableSymbol, valueSymbol } from 'piscina';

/** What a thread answers; `bytes` in it change hands instead of being copied. */
export function handOver<T>(answer: T, bytes: readonly Uint8Array[]): T {
  const buffers = new Set(bytes.map((part) => part.buffer));
  return move({
    get [transferableSymbol]() {
      return [...buffers] as never;
    },
    get [valueSymbol]() {
      return answer as object;
    },
  }) as T;
}

/** Text as bytes in memory of their own. */
export const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
