import { lengthOf } from '../expression-track.ts';
import { difference, intersection, type Stretches, union } from '../stretches.ts';

/** Stretches by the expression or state that they were found for; under null what is of none (a time, words). */
export type Found = Map<string | null, Stretches>;

export const foundFor = (name: string | null, stretches: Stretches): Found => new Map([[name, stretches]]);

/** What is in either. */
export function either(parts: Found[]): Found {
  const names = new Set(parts.flatMap((part) => [...part.keys()]));
  return new Map([...names].map((name) => [name, union(parts.flatMap((part) => part.get(name) ?? []))]));
}

/** What is in both, under the name of the first that has one. */
export function both(a: Found, b: Found): Found {
  const parts: Found[] = [];
  for (const [nameA, inA] of a) for (const [nameB, inB] of b) parts.push(foundFor(nameA ?? nameB, intersection(inA, inB)));
  return either(parts);
}

export function without(a: Found, b: Found): Found {
  const removed = union([...b.values()].flat());
  return mapped(a, (stretches) => difference(stretches, removed));
}

/** What is in `a` while `during` lasts. */
export const limited = (a: Found, during: Stretches): Found => mapped(a, (stretches) => intersection(stretches, during));

export function lasting(found: Found, minMs: number, maxMs: number): Found {
  return mapped(found, (stretches) => stretches.filter((stretch) => lengthOf(stretch) >= minMs && lengthOf(stretch) <= maxMs));
}

function mapped(found: Found, change: (stretches: Stretches) => Stretches): Found {
  return new Map([...found].map(([name, stretches]) => [name, change(stretches)]));
}
