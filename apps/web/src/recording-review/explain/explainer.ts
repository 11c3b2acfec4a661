import { emotionOf } from '#contracts/emotion';
import { type Explanation } from '#contracts/recording';
import { type TimelineSegment } from '../../timeline/segments.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { explainedEstimate, type ExplainedEstimate } from './explained-estimate.ts';
import { type FaceSamples } from '../player/face-samples.ts';

/** What is known of the estimate at the place that was asked for. */
export type Explained =
  | { readonly kind: 'off' }
  | { readonly kind: 'asking' }
  /** There is no estimate: `state` says why. */
  | { readonly kind: 'nothing'; readonly name: string; readonly state: TimelineSegment['state'] }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'shown'; readonly explanation: Explanation; readonly estimate: ExplainedEstimate };

type Load = (participantId: string, atMs: number, signal: AbortSignal) => Promise<Explanation>;

const OFF: Explained = { kind: 'off' };

/** Asks what the estimate at the play-head rests on, and forgets it as soon as the play-head is elsewhere. */
export class Explainer {
  readonly #view: TimelineView;
  readonly #faces: FaceSamples;
  readonly #load: Load;
  readonly #listeners = new Set<() => void>();
  #state: Explained = OFF;
  #placeMs: number | null = null;
  #request: AbortController | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(view: TimelineView, faces: FaceSamples, load: Load) {
    this.#view = view;
    this.#faces = faces;
    this.#load = load;
  }

  readonly getState = (): Explained => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Goes to the picture that the estimate at the play-head was made of, and asks.
   *
   * @param chosen the face that is meant; another one where this one has no estimate there
   * @param frameMs how long a picture is shown: the play-head goes to its middle, as times are rounded
   */
  ask(chosen: string | null, frameMs: number): void {
    this.dismiss();
    const estimates = this.#faces.estimatesAt(this.#view.getState().playheadMs ?? 0);
    const meant = estimates.find(({ participantId }) => participantId === chosen) ?? estimates[0];
    const estimate = meant?.read === true ? meant : (estimates.find(({ read }) => read) ?? meant);
    if (estimate !== undefined && estimate.read) this.#view.seek(estimate.atMs + frameMs / 2);
    this.#placeMs = this.#view.getState().playheadMs;
    this.#unsubscribe = this.#view.subscribe(() => {
      if (this.#view.getState().playheadMs !== this.#placeMs) this.dismiss();
    });
    if (estimate === undefined || !estimate.read) {
      this.#set({ kind: 'nothing', name: estimate?.name ?? '', state: estimate?.state ?? 'no-data' });
      return;
    }
    const { participantId, atMs, label } = estimate;
    const given = label === null ? null : emotionOf(label);
    const request = (this.#request = new AbortController());
    this.#set({ kind: 'asking' });
    this.#load(participantId, atMs, request.signal).then(
      (explanation) => {
        if (!request.signal.aborted) this.#set({ kind: 'shown', explanation, estimate: explainedEstimate(explanation, given) });
      },
      (error: unknown) => {
        if (!request.signal.aborted) this.#set({ kind: 'failed', error });
      },
    );
  }

  /** Another class's map. */
  show(label: string): void {
    if (this.#state.kind !== 'shown') return;
    const {
      explanation,
      estimate: { given },
    } = this.#state;
    this.#set({ kind: 'shown', explanation, estimate: explainedEstimate(explanation, given, label) });
  }

  dismiss(): void {
    this.#request?.abort();
    this.#request = null;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    if (this.#state !== OFF) this.#set(OFF);
  }

  #set(state: Explained): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
