import { z } from 'zod';
import { consentDecision, consentStored } from './consent.ts';
import { atMs, isoTime } from './time.ts';
import { serverText } from './text.ts';

export const role = z.enum(['clinician', 'patient', 'guest']);
export type Role = z.infer<typeof role>;

export const callStatus = z.enum(['open', 'live', 'ended']);
export type CallStatus = z.infer<typeof callStatus>;

/** waiting: through the device check, not admitted. connected: media may flow. away: connection lost, may rejoin. */
export const presence = z.enum(['invited', 'checking', 'waiting', 'connected', 'away', 'left']);

export const mediaSource = z.enum(['camera', 'microphone', 'screen']);
export type MediaSource = z.infer<typeof mediaSource>;

export const producerInfo = z.object({
  id: serverText(),
  source: mediaSource,
  kind: z.enum(['audio', 'video']),
  paused: z.boolean(),
  /** Paused by the person's device (a phone call, a closed lid, a switch), not by the person. */
  byDevice: z.boolean().optional(),
});
export type ProducerInfo = z.infer<typeof producerInfo>;

/** What is said of consent to expression analysis is null or false to everybody but the participant themself and the call's clinicians. */
export const participantView = z.object({
  id: z.uuid(),
  role,
  name: serverText(),
  presence,
  /** The decision in force; null before any, and while `consentUnconfirmed`. */
  consent: consentDecision.nullable(),
  /** A stored grant waits until the participant's own client has confirmed it: until then nothing is analysed. */
  consentUnconfirmed: z.boolean(),
  /** Where the newest decision is kept; `memory`: it would be forgotten if the server stopped now. */
  consentStored: consentStored.nullable(),
  /** What they say is being written down now: told to everybody in the call, as everybody sees the captions. */
  transcribed: z.boolean().optional(),
  waitingSince: isoTime.nullable(),
  producers: z.array(producerInfo),
  /** Was removed or turned away from this call before, and asks again. */
  returns: z.boolean().optional(),
});
export type ParticipantView = z.infer<typeof participantView>;

/**
 * Captions of a call. `recogniser`: what writes down the speech of those who agreed, on the server or by a service that its administrator named; null:
 * nothing does. `browser`: whether browsers may, each for its own user.
 */
export const captionsStatus = z.object({
  recogniser: z.enum(['pocketsphinx', 'openai']).nullable(),
  /** `slow`: words come late. `down`: none come at the moment. */
  state: z.enum(['off', 'starting', 'running', 'slow', 'down']),
  browser: z.boolean(),
});
export type CaptionsStatus = z.infer<typeof captionsStatus>;

/** The whole visible state of a call, sent on every change: a client keeps no state of its own about it. */
export const callState = z.object({
  id: z.uuid(),
  title: serverText(),
  status: callStatus,
  /** The call's clock at the time of sending; null before the call is live. */
  nowMs: atMs.nullable(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  participants: z.array(participantView),
  captions: captionsStatus.optional(),
});
export type CallState = z.infer<typeof callState>;

/** running: samples flow. starting/paused: the analyzer is being (re)started. off: nobody has consented, or the model is missing. */
export const analysisStatus = z.object({
  state: z.enum(['off', 'starting', 'running', 'paused']),
  /** A sentence for the clinician, or null. */
  detail: serverText().nullable(),
  /** Class names in the order of every sample's scores; empty until the analyzer has said. */
  classes: z.array(serverText()),
});
export type AnalysisStatus = z.infer<typeof analysisStatus>;

export const marker = z.object({ id: z.uuid(), atMs, text: serverText() });
export type Marker = z.infer<typeof marker>;

/** A stretch in which a participant was the active speaker. */
export const speakingTurn = z.object({ participantId: z.uuid(), startMs: atMs, endMs: atMs });
export type SpeakingTurn = z.infer<typeof speakingTurn>;
