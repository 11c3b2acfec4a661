import { type Marker, type SpeakingTurn } from '#contracts/call';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { type Speaker, type TimelineModel, type Track } from '../timeline/model.ts';
import { SampleStore } from '../timeline/sample-store.ts';

/** The timeline of a call that is over: it never changes. */
export class StoredTimeline implements TimelineModel {
  readonly version = 0;
  readonly live = false;
  readonly tracks: readonly Track[];
  readonly speakers: readonly Speaker[];
  readonly turns: readonly SpeakingTurn[];
  readonly markers: readonly Marker[];
  readonly #durationMs: number;

  /** `speakers` are the call's participants, in the order of their rows. */
  constructor(timeline: TimelineColumns, speakers: readonly Speaker[]) {
    this.tracks = timeline.participants
      .filter(({ samples }) => samples.length > 0)
      .map(({ participantId, name, samples }) => {
        const store = new SampleStore();
        store.add(samples);
        return { participantId, name, store };
      });
    const spoke = new Set(timeline.turns.map(({ participantId }) => participantId));
    this.speakers = speakers.filter(({ participantId }) => spoke.has(participantId));
    this.turns = timeline.turns;
    this.markers = timeline.markers;
    this.#durationMs = timeline.durationMs;
  }

  readonly subscribe = (): (() => void) => () => undefined;

  nowMs(): number {
    return this.#durationMs;
  }
}
