import { type Marker, type SpeakingTurn } from '#contracts/call';
import { type SampleStore } from './sample-store.ts';

export interface Track {
  readonly participantId: string;
  readonly name: string;
  readonly store: SampleStore;
}

export interface Speaker {
  readonly participantId: string;
  readonly name: string;
}

/** What a timeline shows. A live call changes it while it is on the screen; `subscribe` tells when. */
export interface TimelineModel {
  /** One for each participant with samples. */
  readonly tracks: readonly Track[];
  /** Rows of speaking turns, in this order. */
  readonly speakers: readonly Speaker[];
  readonly turns: readonly SpeakingTurn[];
  readonly markers: readonly Marker[];
  /** Grows with every change. */
  readonly version: number;
  /** Whether time goes on. */
  readonly live: boolean;
  /** The end of the call, which for a live call is now. */
  nowMs(): number;
  readonly subscribe: (listener: () => void) => () => void;
}
