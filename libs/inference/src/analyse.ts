import type { EmotionScores, SampleState } from '#contracts/emotion';
import type { Classifier } from './classify/classifier.ts';
import type { Crop, HeldCrop } from './classify/cutout.ts';
import { isUncertain } from './classify/scores.ts';
import { viewAfter, type View } from './classify/views.ts';
import type { Detector, Face } from './detect/detector.ts';
import { Tracker } from './detect/tracker.ts';
import type { Plane } from './frame.ts';
import { Permit } from './permit.ts';
import { faceProblem, pictureProblem } from './quality.ts';

/** What one frame says on its own. */
export interface RawResult {
  readonly state: Exclude<SampleState, 'paused'>;
  /** In pixels of the frame; null without one. */
  readonly face: Face | null;
  /** Calibrated, in the manifest's class order; null unless the state is `ok` or `uncertain`. */
  readonly scores: EmotionScores | null;
  /** Time spent on this frame, shared evenly by those that were looked at, and classified, together. */
  readonly detectMs: number;
  readonly classifyMs: number;
}

export interface AnalyseItem {
  readonly tapId: string;
  readonly plane: Plane;
  /** On the participant's own clock, in milliseconds. */
  readonly atMs: number;
}

/** Whether a face can be read, or why not; `no-face` or `poor-light` where there is none. */
export function readability(plane: Plane, face: Face | null): 'ok' | 'no-face' | 'poor-light' | 'too-small' {
  return face === null ? pictureProblem(plane) : (faceProblem(plane, face.box) ?? 'ok');
}

export interface FoundFace {
  readonly state: RawResult['state'];
  /** What to classify where the state is `ok`; null where there is nothing. */
  readonly crop: Crop | HeldCrop | null;
}

/** State and scores of each, in order: those that are `ok` go through the network in one run, and come out as `ok` or `uncertain`. */
export async function readFaces(classifier: Classifier, found: readonly FoundFace[]): Promise<Pick<RawResult, 'state' | 'scores'>[]> {
  const readable = found.flatMap(({ state, crop }, index) => (state === 'ok' && crop !== null ? [{ index, crop }] : []));
  const scores = await classifier.classify(readable.map(({ crop }) => crop));
  const results: Pick<RawResult, 'state' | 'scores'>[] = found.map(({ state }) => ({ state, scores: null }));
  readable.forEach(({ index }, at) => {
    results[index] = { state: isUncertain(scores[at]!, classifier.model.uncertain) ? 'uncertain' : 'ok', scores: scores[at]! };
  });
  return results;
}

/** Detection and classification on the thread it is called on, remembering each participant's face. */
export class FrameAnalyser {
  readonly #detector: Detector;
  readonly #classifier: Classifier;
  readonly #trackers = new Map<string, Tracker>();
  /** Which side of each participant's face was shown last. */
  readonly #views = new Map<string, View>();

  constructor(detector: Detector, classifier: Classifier) {
    this.#detector = detector;
    this.#classifier = classifier;
  }

  /** One result per item, in order, each of another participant; all faces go through each network in one run. */
  async analyse(items: readonly AnalyseItem[]): Promise<RawResult[]> {
    const looking = performance.now();
    const looked = await Promise.all(items.map((item) => this.#look(item)));
    const began = performance.now();
    const detectMs = (began - looking) / items.length;
    const read = await readFaces(
      this.#classifier,
      looked.map(({ state, face }, index) => {
        const { tapId, plane } = items[index]!;
        if (state !== 'ok' || face === null) return { state, crop: null };
        const view = viewAfter(this.#views.get(tapId));
        this.#views.set(tapId, view);
        return { state, crop: { plane, box: face.box, landmarks: face.landmarks, permit: Permit.ofTap(tapId), view } };
      }),
    );
    const classifyMs = (performance.now() - began) / Math.max(1, read.filter(({ scores }) => scores !== null).length);
    return read.map((result, index) => ({ ...looked[index]!, ...result, detectMs, classifyMs: result.scores === null ? 0 : classifyMs }));
  }

  /** Forgets a participant. */
  forget(tapId: string): void {
    this.#trackers.delete(tapId);
    this.#views.delete(tapId);
  }

  async #look({ tapId, plane, atMs }: AnalyseItem): Promise<Pick<RawResult, 'state' | 'face'>> {
    let tracker = this.#trackers.get(tapId);
    if (tracker === undefined) this.#trackers.set(tapId, (tracker = new Tracker(this.#detector)));
    const { face, several } = await tracker.next(plane, atMs);
    const state = several ? 'several-faces' : readability(plane, face);
    return { state, face };
  }
}
