import type { EmotionScores, SampleState } from '#contracts/emotion';
import type { Classifier } from './classify/classifier.ts';
import { isUncertain } from './classify/scores.ts';
import type { Detector, Face } from './detect/detector.ts';
import { Tracker } from './detect/tracker.ts';
import type { Plane } from './frame.ts';
import { faceProblem, pictureProblem } from './quality.ts';

/** What one frame says on its own. */
export interface RawResult {
  readonly state: Exclude<SampleState, 'paused'>;
  /** In pixels of the frame; null without one. */
  readonly face: Face | null;
  /** Calibrated, in the manifest's class order; null unless the state is `ok` or `uncertain`. */
  readonly scores: EmotionScores | null;
  /** Time spent on this frame; classification is shared evenly by the frames that were classified together. */
  readonly detectMs: number;
  readonly classifyMs: number;
}

export interface AnalyseItem {
  readonly tapId: string;
  readonly plane: Plane;
}

/** Detection and classification on the thread it is called on, remembering each participant's face. */
export class FrameAnalyser {
  readonly #detector: Detector;
  readonly #classifier: Classifier;
  readonly #trackers = new Map<string, Tracker>();

  constructor(detector: Detector, classifier: Classifier) {
    this.#detector = detector;
    this.#classifier = classifier;
  }

  /** One result per item, in order; all faces go through the network in one run. */
  async analyse(items: readonly AnalyseItem[]): Promise<RawResult[]> {
    const looked: RawResult[] = [];
    for (const item of items) looked.push(await this.#look(item));
    const readable = looked.flatMap(({ state, face }, index) => (state === 'ok' && face !== null ? [{ index, face }] : []));
    const began = performance.now();
    const scores = await this.#classifier.classify(readable.map(({ index, face: { box, landmarks } }) => ({ plane: items[index]!.plane, box, landmarks })));
    const classifyMs = (performance.now() - began) / Math.max(1, readable.length);
    const results: RawResult[] = looked;
    readable.forEach(({ index }, at) => {
      const state = isUncertain(scores[at]!, this.#classifier.model.uncertain) ? 'uncertain' : 'ok';
      results[index] = { ...results[index]!, state, scores: scores[at]!, classifyMs };
    });
    return results;
  }

  /** Forgets a participant. */
  forget(tapId: string): void {
    this.#trackers.delete(tapId);
  }

  async #look({ tapId, plane }: AnalyseItem): Promise<RawResult> {
    const began = performance.now();
    let tracker = this.#trackers.get(tapId);
    if (tracker === undefined) this.#trackers.set(tapId, tracker = new Tracker(this.#detector));
    const { face, several } = await tracker.next(plane);
    const state = face === null ? pictureProblem(plane) : several ? 'several-faces' : faceProblem(plane, face.box) ?? 'ok';
    return { state, face, scores: null, detectMs: performance.now() - began, classifyMs: 0 };
  }
}
