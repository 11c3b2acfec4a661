import { emotionOf } from '#contracts/emotion';
import type { Span } from '#contracts/recording';
import type { FaceTimeline } from '#contracts/recording-link';
import { ExpressionTrack, lengthOf } from './expression-track.ts';
import { segmentsOf } from './segments.ts';

/** Between clips that nearly touch lies too little to leave out. */
export const NEAR_MS = 250;
/** A clip shorter than this is too short to see, so it gets more on both sides. */
export const MIN_CLIP_MS = 200;
const SEPARATOR = '+';

export interface ClipSpan extends Span {
  label: string;
}

export interface ClipOptions {
  /** Names of people (`happiness`), not of a model. */
  emotions: readonly string[];
  /** Of a segment's mean smoothed probability, 0-1. */
  minConfidence: number;
  /** Added on both sides. */
  paddingMs: number;
  /** The number of a face; null: any. */
  face: number | null;
  durationMs: number;
  lagMs: number;
}

/** What is to be cut for the chosen emotions: sorted, disjoint, inside the video. */
export function clipSpans(faces: FaceTimeline[], { emotions, minConfidence, paddingMs, face, durationMs, lagMs }: ClipOptions): ClipSpan[] {
  const wanted = faces
    .filter((timeline) => face === null || timeline.face === face)
    .flatMap(({ samples }) =>
      segmentsOf(new ExpressionTrack(samples, durationMs, lagMs))
        .map(({ label, ...segment }) => ({ ...segment, label: emotionOf(label) }))
        .filter(({ label, probability }) => emotions.includes(label) && probability >= minConfidence),
    );
  return spansToCut(wanted, { paddingMs, durationMs });
}

/**
 * Stretches in any order, padded on both sides, cut to the video and merged where they then overlap or nearly touch: sorted, disjoint,
 * inside the video. A merged clip bears the labels of all its stretches (`clipLabels`).
 */
export function spansToCut(
  stretches: (Span & { label: string })[],
  { paddingMs, durationMs }: { paddingMs: number; durationMs: number },
): ClipSpan[] {
  const merged: (Span & { labels: Set<string> })[] = [];
  const padded = stretches.map((stretch) => ({ ...stretch, ...pad(stretch, paddingMs, durationMs) }));
  for (const { startMs, endMs, label } of padded.filter((stretch) => lengthOf(stretch) > 0).sort((a, b) => a.startMs - b.startMs)) {
    const before = merged.at(-1);
    if (before === undefined || startMs - before.endMs > NEAR_MS) merged.push({ startMs, endMs, labels: new Set([label]) });
    else {
      before.endMs = Math.max(before.endMs, endMs);
      before.labels.add(label);
    }
  }
  return merged.map(({ startMs, endMs, labels }) => ({ startMs, endMs, label: [...labels].join(SEPARATOR) }));
}

/** The labels of a clip's stretches, in the order in which they come. */
export const clipLabels = (label: string): string[] => label.split(SEPARATOR);

function pad({ startMs, endMs }: Span, paddingMs: number, durationMs: number): Span {
  // A stretch outside the video has nothing to show, whatever its padding.
  if (startMs >= durationMs || endMs <= 0) return { startMs: 0, endMs: 0 };
  const around = Math.max(paddingMs, (MIN_CLIP_MS - (endMs - startMs)) / 2);
  return { startMs: Math.max(0, startMs - around), endMs: Math.min(durationMs, endMs + around) };
}
