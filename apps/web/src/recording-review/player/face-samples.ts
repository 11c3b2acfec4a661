import { type Box, emotionOf, type EmotionSample } from '#contracts/emotion';
import { NO_LABEL, type SampleColumns } from '#contracts/sample-columns';
import { type ParticipantColumns } from '#contracts/timeline-codec';
import { type TimelineSegment } from '../../timeline/segments.ts';

/** A box is held, or moved towards the next one, for so long after its sample; then nothing is known of the face. */
export const HOLD_MS = 1_000;

/** What is said of a face at one moment. */
export interface FaceReading {
  readonly label: string | null;
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
  readonly #faces: readonly ParticipantColumns[];

  constructor(faces: readonly ParticipantColumns[]) {
    this.#faces = faces;
  }

  /** The estimate of every face at `ms`, in the order of the timeline; `no-data` where none was made for a while. */
  estimatesAt(ms: number): FaceEstimate[] {
    return this.#faces.map(({ participantId, name, samples }) => {
      const row = rowAt(samples, ms);
      if (row === null) return { participantId, name, atMs: ms, label: null, state: 'no-data', read: false };
      const { atMs, label, smoothed, state } = samples.at(row);
      return { participantId, name, atMs, label: smoothed === null ? null : label, state, read: samples.rawLabel[row] !== NO_LABEL };
    });
  }

  /** Every face at `ms`, seen or not, in the order of the timeline. */
  at(ms: number): SeenFace[] {
    return this.#faces.map(({ participantId, name, samples }) => {
      const row = rowAt(samples, ms);
      return {
        participantId,
        name,
        ...(row === null ? { box: null, ...NOTHING } : { box: boxAt(samples, row, ms), ...readingOf(samples.at(row), samples.classes) }),
      };
    });
  }
}

/** The sample that speaks of `ms`: the last one by then; null where that is too old, or none. */
function rowAt(samples: SampleColumns, ms: number): number | null {
  const row = samples.indexAt(ms);
  return row < 0 || ms - samples.atMs[row]! > HOLD_MS ? null : row;
}

function readingOf(now: EmotionSample, classes: readonly string[]): FaceReading {
  const place = now.smoothed === null || now.label === null ? -1 : classes.indexOf(now.label);
  if (place < 0) return { label: null, probability: null, state: now.state };
  return { label: emotionOf(classes[place]!), probability: now.smoothed?.[place] ?? null, state: 'ok' };
}

function boxAt(samples: SampleColumns, row: number, ms: number): Box | null {
  const from = samples.boxAt(row);
  if (from === null || row + 1 >= samples.length) return from;
  const [fromMs, toMs] = [samples.atMs[row]!, samples.atMs[row + 1]!];
  const to = samples.boxAt(row + 1);
  // Boxes that do not touch are a cut or another place: a box that glides between them would frame nothing.
  if (to === null || toMs - fromMs > HOLD_MS || !touch(from, to)) return from;
  const share = (ms - fromMs) / (toMs - fromMs);
  return from.map((value, k) => value + (to[k]! - value) * share) as Box;
}

function touch(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}
