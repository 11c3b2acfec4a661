import { emotionOf, emotionsOf } from '#contracts/emotion';
import { type ParticipantSummary } from '#contracts/summary';
import { type ClipSpan, spansToCut } from '#timeline/clip-spans';

export interface ClipChoice {
  emotions: readonly string[];
  minConfidence: number;
  paddingMs: number;
  /** Null: any face. */
  participantId: string | null;
}

/** What the server will cut for a choice: it starts from the same segments. */
export function clipsOf(
  people: readonly ParticipantSummary[],
  { emotions, minConfidence, paddingMs, participantId }: ClipChoice,
  durationMs: number,
): ClipSpan[] {
  const segments = people
    .filter((person) => participantId === null || person.participantId === participantId)
    .flatMap(({ expression }) => expression?.segments ?? [])
    .map((segment) => ({ ...segment, label: emotionOf(segment.label) }))
    .filter(({ label, probability }) => emotions.includes(label) && probability >= minConfidence);
  return spansToCut(segments, { paddingMs, durationMs });
}

export function totalMs(spans: readonly { startMs: number; endMs: number }[]): number {
  return spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

/** The expressions that the model knows, each with the number of its segments, in the order of every legend. */
export function emotionsIn(people: readonly ParticipantSummary[]): { emotion: string; segments: number }[] {
  const led = people.flatMap(({ expression }) => expression?.segments ?? []).map(({ label }) => emotionOf(label));
  return emotionsOf(people.flatMap(({ expression }) => expression?.classes ?? [])).map((emotion) => ({
    emotion,
    segments: led.filter((label) => label === emotion).length,
  }));
}
