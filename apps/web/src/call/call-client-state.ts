import { type CallState, type Role } from '#contracts/call';
import { type Caption } from '#contracts/transcript';
import { type ApiError } from '../api/api-error.ts';
import { type RemoteTracks } from './receiver.ts';

/** in: part of the call's state, waiting or connected. The others are final for this client. */
export type CallPhase = 'connecting' | 'in' | 'superseded' | 'denied' | 'removed' | 'ended' | 'left' | 'refused';

export interface CallClientState {
  phase: CallPhase;
  /** Whether the socket is up, and whether media finds its way. */
  online: boolean;
  flowing: boolean;
  selfId: string | null;
  role: Role | null;
  call: CallState | null;
  tracks: Record<string, RemoteTracks>;
  captions: Caption[];
  /** Whether a clinician has sent us back to the waiting room since we were let in last. */
  sentBack: boolean;
  /** Path of the participant's own receipt; null for clinicians. */
  receiptPath: string | null;
  /** Why the server refused; only in phase `refused`. */
  refusal: ApiError | null;
  /** Why media could not be set up; the call is still shown. */
  mediaError: unknown;
}

/** What changes many times a second, kept apart so that it redraws little. */
export interface CallSignals {
  activeSpeakerId: string | null;
  /** dBov, -127 to 0, by participant. */
  levels: Record<string, number>;
  /** 0-10 by participant. */
  quality: Record<string, number>;
}

export const INITIAL_STATE: CallClientState = {
  phase: 'connecting',
  online: false,
  flowing: true,
  selfId: null,
  role: null,
  call: null,
  tracks: {},
  captions: [],
  sentBack: false,
  receiptPath: null,
  refusal: null,
  mediaError: null,
};
