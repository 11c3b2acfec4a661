import { z } from 'zod';
import type { types as mediasoup } from 'mediasoup';
import { fromTaps, toTaps } from './analyzer-link.ts';

/** Messages between the server and its speech program. Taps, transports and leases are those of `analyzer-link.ts`, of microphones. */
const opaque = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const id = z.string().max(100);

/** PocketSphinx, where this system has it: English, a small vocabulary, nothing to download. */
export const pocketSphinxSettings = z.object({
  kind: z.literal('pocketsphinx'),
  /** Absolute path of `pocketsphinx_continuous`. */
  program: z.string(),
});
export type PocketSphinxSettings = z.infer<typeof pocketSphinxSettings>;

/** Any service that answers `POST /v1/audio/transcriptions` as OpenAI does: faster-whisper's servers, whisper.cpp, speaches. */
export const transcriptionApiSettings = z.object({
  kind: z.literal('openai'),
  /** Up to and including `/v1`. */
  url: z.url({ protocol: /^https?$/ }),
  key: z.string().optional(),
  model: z.string(),
  /** ISO 639-1; undefined: the service finds out. */
  language: z.string().optional(),
  /** A request that takes longer is given up, and tried again. */
  timeoutMs: z.number().min(500).max(600_000),
  /** Requests at once. */
  concurrency: z.int().min(1).max(64),
});
export type TranscriptionApiSettings = z.infer<typeof transcriptionApiSettings>;

export const recogniserSettings = z.discriminatedUnion('kind', [pocketSphinxSettings, transcriptionApiSettings]);
export type RecogniserSettings = z.infer<typeof recogniserSettings>;

export const toSpeech = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    recogniser: recogniserSettings,
    /** The folder with `manifest.json`; default: the repository's `models/`. */
    modelsPath: z.string().optional(),
    routerRtpCapabilities: opaque<mediasoup.RtpCapabilities>(),
  }),
  ...toTaps,
]);
export type ToSpeech = z.input<typeof toSpeech>;

export const recognisedWord = z.object({
  text: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  confidence: z.number().min(0).max(1).optional(),
});

/** How the recogniser does: `slow` when utterances wait, `down` when it does not answer. */
export const recogniserState = z.enum(['running', 'slow', 'down']);
export type RecogniserState = z.infer<typeof recogniserState>;

/** Utterances since the start that came to nothing, by why. */
export const speechDrops = z.object({
  /** The recogniser heard no words, or said itself that there are none. */
  nothing: z.int().nonnegative(),
  /** Too unsure of its words. */
  unsure: z.int().nonnegative(),
  /** The same words over and over, as Whisper writes on noise. */
  repetition: z.int().nonnegative(),
  /** Waited too long for a recogniser that is slow or down. */
  overdue: z.int().nonnegative(),
  /** The recogniser failed on it. */
  failed: z.int().nonnegative(),
});
export type SpeechDrops = z.infer<typeof speechDrops>;

export const fromSpeech = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), rtpCapabilities: opaque<mediasoup.RtpCapabilities>() }),
  ...fromTaps,
  /** Taps by which sound has come since the last time, silence included. */
  z.object({ type: z.literal('hears'), tapIds: z.array(id) }),
  /** What a participant said, times on the call's clock. */
  z.object({
    type: z.literal('utterance'),
    callId: z.uuid(),
    participantId: z.uuid(),
    tapId: id,
    id: z.uuid(),
    startMs: z.number(),
    endMs: z.number(),
    text: z.string().min(1).max(10_000),
    words: z.array(recognisedWord).max(2_000).optional(),
    confidence: z.number().min(0).max(1).optional(),
  }),
  z.object({ type: z.literal('recogniser'), state: recogniserState, utterances: z.int().nonnegative(), dropped: speechDrops }),
]);
export type FromSpeech = z.input<typeof fromSpeech>;
