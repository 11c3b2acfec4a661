import { emotionOf, sampleState, type SampleState } from '#contracts/emotion';

/** In a byte column: nothing there. */
export const NONE = 255;

const STATES: readonly SampleState[] = sampleState.options;

export function codeOfState(state: SampleState): number {
  return STATES.indexOf(state);
}

export function stateOfCode(code: number): SampleState | null {
  return STATES[code] ?? null;
}

/** For each place in a model's class order, its place among `names`, which hold them all. */
export function placesIn(names: readonly string[], classes: readonly string[]): Uint8Array {
  return Uint8Array.from(classes, (name) => names.indexOf(emotionOf(name)));
}
