import { type Box, emotionOf, type EmotionName, type EmotionSample } from '#contracts/emotion';
import { type ParticipantTimeline } from '#contracts/timeline';
import { type TimelineSegment } from '../timeline/segments.ts';

/** A box is held, or moved towards the next one, for so long after its sample; then nothing is known of the face. */
export const HOLD_MS = 1_000;

/** What is said of a face at one moment. */
export interface FaceReading {
  readonly label: EmotionName | null;
  /** Smoothed probability of the label; null without one. */
  readonly probability: number | null;
  /** Why there is no label. */
  readonly state: TimelineSegment['state'];
}

export interface SeenFace extends FaceReading {
  readonly participantId: string;
  readonly name: string;
  /** In upright pixels of the video; null where no face is seen. */
  readonly box: Box | null;
}

/** The sample behind what is said of a face at one moment. */
export interface FaceEstimate {
  readonly participantId: string;
  readonly name: string;
  /** When the analysed picture is shown. */
  readonly atMs: number;
  /** The model's name of the class that leads; null without one. */
  readonly label: string | null;
  readonly state: TimelineSegment['state'];
  /** Whether the picture by itself was read. */
  readonly read: boolean;
}

const NOTHING: FaceReading = { label: null, probability: null, state: 'no-data' };

/** The samples of the faces of one video, asked by time. Samples must be in the order of time, as the server sends them. */
export class FaceSamples {
  readonly #faces: readonly ParticipantTimeline[];

  constructor(faces: readonly ParticipantTimeline[]) {
    this.#faces = faces;
  }

  /** The estimate of every face at `ms`, in the order of the timeline; `no-data` where none was made for a while. */
  estimatesAt(ms: number): FaceEstimate[] {
    return this.#faces.map(({ participantId, name, samples }) => {
      const sample = samples[indexAt(samples, ms)];
      if (sample === undefined || ms - sample.atMs > HOLD_MS) return { participantId, name, atMs: ms, label: null, state: 'no-data', read: false };
      const { atMs, label, smoothed, state, raw } = sample;
      return { participantId, name, atMs, label: smoothed === null ? null : label, state, read: raw !== null };
    });
  }

  /** Every face at `ms`, seen or not, in the order of the timeline. */
  at(ms: number): SeenFace[] {
    return this.#faces.map(({ participantId, name, classes, samples }) => {
      const index = indexAt(samples, ms);
      const now = samples[index];
      return { participantId, name, box: boxAt(now, samples[index + 1], ms), ...readingOf(now, classes, ms) };
    });
  }
}

/** Index of the last sample at or before `ms`; -1 if there is none. */
export function indexAt(samples: readonly { readonly atMs: number }[], ms: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle]!.atMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function readingOf(now: EmotionSample | undefined, classes: readonly string[], ms: number): FaceReading {
  if (now === undefined || ms - now.atMs > HOLD_MS) return NOTHING;
  const place = now.smoothed === null || now.label === null ? -1 : classes.indexOf(now.label);
  if (place < 0) return { label: null, probability: null, state: now.state };
  return { label: emotionOf(classes[place]!), probability: now.smoothed?.[place] ?? null, state: 'ok' };
}

function boxAt(now: EmotionSample | undefined, next: EmotionSample | undefined, ms: number): Box | null {
  const from = now?.box ?? null;
  if (now === undefined || from === null || ms - now.atMs > HOLD_MS) return null;
  const to = next?.box ?? null;
  // Boxes that do not touch are a cut or another place: a box that glides between them would frame nothing.
  if (next === undefined || to === null || next.atMs - now.atMs > HOLD_MS || !touch(from, to)) return from;
  const share = (ms - now.atMs) / (next.atMs - now.atMs);
  return from.map((value, k) => value + (to[k]! - value) * share) as Box;
}

function touch(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}
