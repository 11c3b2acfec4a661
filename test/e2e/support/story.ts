import { EMOTIONS } from '#contracts/emotion';
import type { EmotionSample } from '#contracts/emotion';

/** The class that one frame alone speaks for, in the order in which the classes are shown; null without scores. */
export function rawLabel(sample: EmotionSample, classes: readonly string[] = EMOTIONS): string | null {
  if (sample.raw === null) return null;
  return classes[sample.raw.indexOf(Math.max(...sample.raw))] ?? null;
}

export interface Change {
  label: string;
  atMs: number;
}

/** When a label changed to which; nulls in between do not count as a change. */
export function changesOf(labels: readonly { label: string | null; atMs: number }[]): Change[] {
  const changes: Change[] = [];
  for (const { label, atMs } of labels) {
    if (label !== null && label !== '' && label !== changes.at(-1)?.label) changes.push({ label, atMs });
  }
  return changes;
}
