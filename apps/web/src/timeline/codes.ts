import { EMOTIONS, emotionOf, sampleState, type EmotionName, type SampleState } from '#contracts/emotion';

/** In a byte column: nothing there. */
export const NONE = 255;

const STATES: readonly SampleState[] = sampleState.options;

export function codeOfState(state: SampleState): number {
  return STATES.indexOf(state);
}

export function stateOfCode(code: number): SampleState | null {
  return STATES[code] ?? null;
}

export function codeOfEmotion(emotion: EmotionName): number {
  return EMOTIONS.indexOf(emotion);
}

export function emotionOfCode(code: number): EmotionName | null {
  return EMOTIONS[code] ?? null;
}

/** For each place in a model's class order, its place in `EMOTIONS`. Throws RangeError for a class that nobody knows. */
export function displayOrder(classes: readonly string[]): Uint8Array {
  return Uint8Array.from(classes, (name) => codeOfEmotion(emotionOf(name)));
}
