import type { Span } from '#contracts/recording';

/** Sets of moments as stretches: sorted and disjoint. Each function takes and gives such, unless it says so. */
export type Stretches = Span[];

/** Stretches in any order; those at most `bridgeMs` apart become one. */
export function union(stretches: readonly Span[], bridgeMs = 0): Stretches {
  const merged: Stretches = [];
  for (const { startMs, endMs } of [...stretches].sort((a, b) => a.startMs - b.startMs)) {
    const before = merged.at(-1);
    if (before !== undefined && startMs - before.endMs <= bridgeMs) before.endMs = Math.max(before.endMs, endMs);
    else if (endMs > startMs) merged.push({ startMs, endMs });
  }
  return merged;
}

export function intersection(a: Stretches, b: Stretches): Stretches {
  const both: Stretches = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const startMs = Math.max(a[i]!.startMs, b[j]!.startMs);
    const endMs = Math.min(a[i]!.endMs, b[j]!.endMs);
    if (endMs > startMs) both.push({ startMs, endMs });
    if (a[i]!.endMs < b[j]!.endMs) i++;
    else j++;
  }
  return both;
}

export function difference(a: Stretches, b: Stretches): Stretches {
  return intersection(a, complement(b));
}

function complement(stretches: Stretches): Stretches {
  const between: Stretches = [];
  let startMs = 0;
  for (const stretch of stretches) {
    if (stretch.startMs > startMs) between.push({ startMs, endMs: stretch.startMs });
    startMs = stretch.endMs;
  }
  return [...between, { startMs, endMs: Infinity }];
}
