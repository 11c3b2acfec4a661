import { z } from 'zod';
import type { types as mediasoup } from 'mediasoup';
import { emotionSample } from './emotion.ts';
import { DEFAULT_PROFILE } from './profile.ts';

/**
 * Messages between the server and an analyzer: over the IPC channel of a forked process, or over the WebSocket of one on another host
 * (`analyzer-hello.ts`). The analyzer knows calls and participants by id only. `tapId` is a consumer's id.
 */
const opaque = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const id = z.string().max(100);

/** How a camera's video gets from the SFU to the analyzer: plain RTP on this machine, or WebRTC. */
export const tapKind = z.enum(['rtp', 'webrtc']);
export type TapKind = z.infer<typeof tapKind>;

const port = z.int().min(1).max(65_535);

/** Where the analyzer receives a call from. */
export const tapTransport = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webrtc'),
    id,
    iceParameters: opaque<mediasoup.IceParameters>(),
    iceCandidates: opaque<mediasoup.IceCandidate[]>(),
    dtlsParameters: opaque<mediasoup.DtlsParameters>(),
  }),
  z.object({ kind: z.literal('rtp'), id, ip: z.ipv4(), port }),
]);
export type TapTransportOptions = z.infer<typeof tapTransport>;

/** Where the server sends it to: DTLS knows by ICE, plain RTP by the port on the same address. */
export const tapConnection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webrtc'), dtlsParameters: opaque<mediasoup.DtlsParameters>() }),
  z.object({ kind: z.literal('rtp'), port }),
]);
export type TapConnection = z.infer<typeof tapConnection>;

export const analysisSettings = z.object({
  profile: z.string().default(DEFAULT_PROFILE),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'),
  tap: tapKind.default('rtp'),
  /** Wanted samples a second and participant; "every Nth frame" follows from it and the track's frame rate. */
  samplesPerSecond: z.number().min(0.2).max(30).default(5),
  /** Sample every Nth received frame instead, where set. */
  everyNth: z.int().min(1).max(300).optional(),
  windowMs: z.number().min(200).max(30_000).default(2_000),
  /** How far another class must lead, in probability, before the label changes. */
  hysteresis: z.number().min(0).max(0.5).default(0.08),
  /** Inference threads. */
  threads: z.int().min(1).max(64).default(1),
  /** Where the Haar cascade is looked for first; else Debian's opencv-data, else the npm package `tracking`. */
  cascadePath: z.string().optional(),
  /** The folder with `manifest.json`; default: the repository's `models/`. */
  modelsPath: z.string().optional(),
});
export type AnalysisSettings = z.infer<typeof analysisSettings>;

/** What the server says about calls and taps, whatever is made of the tracks: faces here, words in `speech-link.ts`. */
export const toTaps = [
  z.object({
    type: z.literal('openCall'),
    callId: z.uuid(),
    /** The call's clock at the time of sending. */
    nowMs: z.number(),
    transport: tapTransport,
  }),
  /** Carries the clock again, since `openCall` may have waited for the process to start. */
  z.object({ type: z.literal('transportConnected'), callId: z.uuid(), nowMs: z.number() }),
  z.object({
    type: z.literal('openTap'),
    callId: z.uuid(),
    participantId: z.uuid(),
    tapId: id,
    producerId: id,
    rtpParameters: opaque<mediasoup.RtpParameters>(),
  }),
  z.object({ type: z.literal('closeTap'), tapId: id }),
  z.object({ type: z.literal('pauseTap'), tapId: id, paused: z.boolean() }),
  /** Whether the participant is the one who speaks. */
  z.object({ type: z.literal('tapSpeaks'), tapId: id, speaking: z.boolean() }),
  z.object({ type: z.literal('closeCall'), callId: z.uuid() }),
  /** The answer to `askLease`: every tap that has consent in force now. */
  z.object({ type: z.literal('renewTaps'), askedAt: z.number(), tapIds: z.array(id) }),
  z.object({ type: z.literal('ping'), n: z.int() }),
] as const;

export const toAnalyzer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), settings: analysisSettings, routerRtpCapabilities: opaque<mediasoup.RtpCapabilities>() }),
  ...toTaps,
]);
export type ToAnalyzer = z.input<typeof toAnalyzer>;

/**
 * A tap is a lease. The analyzer asks every {@link LEASE_EVERY_MS}; an answer allows the taps it names until {@link LEASE_MS} after the
 * *question*, on the analyzer's own clock, so an answer that was delayed on the way, or waited while the analyzer was stopped, allows nothing.
 * Without answers the analyzer closes the tap by itself: at the latest one second after the server was last able to say no.
 */
export const LEASE_EVERY_MS = 200;
export const LEASE_MS = 900;

export const tapStats = z.object({
  tapId: id,
  framesReceived: z.int(),
  framesSampled: z.int(),
  framesDropped: z.int(),
  width: z.int(),
  height: z.int(),
});

/** What is said back about calls and taps, likewise. */
export const fromTaps = [
  /** It cannot work (model or cascade missing or wrong): a sentence that says what to do. Restarting will not help. */
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('connectTransport'), callId: z.uuid(), transportId: id, connection: tapConnection }),
  z.object({ type: z.literal('askLease'), askedAt: z.number() }),
  /** Its lease ran out and it was closed; the server opens it anew if consent is still in force. */
  z.object({ type: z.literal('tapExpired'), tapId: id }),
  /** The track is attached: the server may resume the consumer. */
  z.object({ type: z.literal('tapReady'), tapId: id }),
  z.object({ type: z.literal('pong'), n: z.int() }),
] as const;

export const fromAnalyzer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    rtpCapabilities: opaque<mediasoup.RtpCapabilities>(),
    classes: z.array(z.string()),
    /** The device that really answered, and the model's name. */
    device: z.string(),
    model: z.string(),
    /** Frames that it can analyse in a second, of all participants together: its share of the taps follows from it. */
    framesPerSecond: z.number().positive().max(1_000_000),
  }),
  ...fromTaps,
  z.object({ type: z.literal('samples'), callId: z.uuid(), participantId: z.uuid(), tapId: id, samples: z.array(emotionSample) }),
  /** The lowest layers that keep the face large enough and the rate high enough. */
  z.object({ type: z.literal('preferLayers'), tapId: id, spatialLayer: z.int().min(0).max(3), temporalLayer: z.int().min(0).max(3) }),
  z.object({ type: z.literal('stats'), taps: z.array(tapStats) }),
]);
export type FromAnalyzer = z.input<typeof fromAnalyzer>;
