import { z } from 'zod';
import type { types as mediasoup } from 'mediasoup';
import type { AuditedChange } from './audit.ts';
import { analysisStatus, callState, marker, mediaSource } from './call.ts';
import { confirmConsentRequest, consentAnswer, consentRequest } from './consent.ts';
import { emotionSample } from './emotion.ts';
import { caption, captionSegment } from './transcript.ts';
import { atMs } from './time.ts';
import { type apiError } from './rest.ts';
import { serverText, text, token } from './text.ts';

/**
 * The call's socket: socket.io namespace `/call`. The handshake's `auth` says who connects: a patient by the key
 * that `POST /api/join/:token` gave, a clinician by the session cookie. One person has one socket in a call: a second one
 * takes over, the first gets `superseded`.
 */
export const handshakeAuth = z.object({ callId: z.uuid(), participantKey: token({ max: 200 }).optional() });
export type HandshakeAuth = z.infer<typeof handshakeAuth>;

// mediasoup's own structures are checked by mediasoup; here only their outer shape and size are.
const opaque = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const id = token({ max: 100 });
/** STUN and TURN servers, as browsers take them; credentials for TURN are this participant's own. */
const iceServers = z.array(
  z.object({
    urls: z.union([serverText(), z.array(serverText())]),
    username: serverText().optional(),
    credential: serverText().optional(),
  }),
);

/**
 * Who may send a request. Every sender is here: on their newest socket, not turned away, not gone, in a call that has not ended.
 * The server looks when the handler runs, so that someone removed a moment ago is refused.
 */
export type Sender =
  /** Anyone with a socket in the call, in the waiting room too. */
  | 'anyone-here'
  /** A patient or guest, waiting or admitted; never a clinician. */
  | 'patient'
  /** Any participant who has been let in, clinicians included. */
  | 'admitted'
  | 'clinician';

/** A request that does not say who may send it, or what it leaves in the audit log, does not compile. */
interface RequestContract {
  from: Sender;
  audit: AuditedChange | 'none';
  request: z.ZodType;
  response: z.ZodType;
}

/** Requests of a client, and who may send them. Each is acknowledged with `Reply`. */
export const requests = {
  /** Through the device check and the consent question; asks to be let in (a clinician is let in at once). */
  ready: { from: 'anyone-here', audit: 'none', request: z.object({}), response: z.object({}) },
  createTransport: {
    from: 'admitted',
    audit: 'none',
    request: z.object({ direction: z.enum(['send', 'receive']) }),
    response: z.object({
      id,
      iceServers,
      iceParameters: opaque<mediasoup.IceParameters>(),
      iceCandidates: opaque<mediasoup.IceCandidate[]>(),
      dtlsParameters: opaque<mediasoup.DtlsParameters>(),
    }),
  },
  connectTransport: {
    from: 'admitted',
    audit: 'none',
    request: z.object({ transportId: id, dtlsParameters: opaque<mediasoup.DtlsParameters>() }),
    response: z.object({}),
  },
  restartIce: {
    from: 'admitted',
    audit: 'none',
    request: z.object({ transportId: id }),
    response: z.object({ iceParameters: opaque<mediasoup.IceParameters>(), iceServers }),
  },
  produce: {
    from: 'admitted',
    audit: 'none',
    request: z.object({
      transportId: id,
      kind: z.enum(['audio', 'video']),
      source: mediaSource,
      rtpParameters: opaque<mediasoup.RtpParameters>(),
    }),
    response: z.object({ producerId: id }),
  },
  /** `byDevice`: the device has muted the track, the person has not turned it off. */
  pauseProducer: {
    from: 'admitted',
    audit: 'none',
    request: z.object({ producerId: id, paused: z.boolean(), byDevice: z.boolean().optional() }),
    response: z.object({}),
  },
  closeProducer: { from: 'admitted', audit: 'none', request: z.object({ producerId: id }), response: z.object({}) },
  /** The consumer starts paused; `resumeConsumer` once it is attached. */
  consume: {
    from: 'admitted',
    audit: 'none',
    request: z.object({ transportId: id, producerId: id, rtpCapabilities: opaque<mediasoup.RtpCapabilities>() }),
    response: z.object({ id, producerId: id, kind: z.enum(['audio', 'video']), rtpParameters: opaque<mediasoup.RtpParameters>() }),
  },
  resumeConsumer: { from: 'admitted', audit: 'none', request: z.object({ consumerId: id }), response: z.object({}) },
  /** Logged with time and wording; `withdrawn` stops the tap before anything else. A clinician decides about `transcription` alone. */
  setConsent: { from: 'anyone-here', audit: 'consent-decided', request: consentRequest, response: consentAnswer },
  /** First on every connection of a participant: which decision their client remembers. Nobody is analysed before. */
  confirmConsent: { from: 'anyone-here', audit: 'none', request: confirmConsentRequest, response: consentAnswer },
  /** Deletes what was written down of the sender's words; offered after a withdrawal. */
  eraseWords: { from: 'anyone-here', audit: 'words-erased', request: z.object({}), response: z.object({ erased: z.int() }) },
  /** Deletes what was estimated about the sender; offered after a withdrawal. `done: false`: it could not be deleted yet, is hidden, and is tried until it is. */
  eraseSamples: {
    from: 'patient',
    audit: 'samples-erased',
    request: z.object({}),
    response: z.object({ erased: z.int(), done: z.boolean() }),
  },
  /** Ends the waiting of somebody who should not be let in. */
  deny: { from: 'clinician', audit: 'denied', request: z.object({ participantId: z.uuid() }), response: z.object({}) },
  admit: { from: 'clinician', audit: 'admitted', request: z.object({ participantId: z.uuid() }), response: z.object({}) },
  /** Out of the call or the waiting room; the key is worthless from then on. */
  remove: { from: 'clinician', audit: 'removed', request: z.object({ participantId: z.uuid() }), response: z.object({}) },
  /** From the call back into the waiting room. */
  sendBack: { from: 'clinician', audit: 'sent-back', request: z.object({ participantId: z.uuid() }), response: z.object({}) },
  addMarker: { from: 'clinician', audit: 'none', request: z.object({ text: text({ max: 500 }).default('') }), response: marker },
  /** What the sender's own browser heard. 403 unless the administrator has turned that on. */
  caption: { from: 'admitted', audit: 'none', request: captionSegment, response: z.object({}) },
  leave: { from: 'anyone-here', audit: 'left', request: z.object({}), response: z.object({}) },
  endCall: { from: 'clinician', audit: 'call-ended', request: z.object({}), response: z.object({}) },
} as const satisfies Record<string, RequestContract>;
export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestOf<N extends RequestName> = z.input<Requests[N]['request']>;
export type ResponseOf<N extends RequestName> = z.output<Requests[N]['response']>;
export type Reply<T> = { ok: true; data: T } | { ok: false; error: z.infer<typeof apiError> };

/** Events from the server, by name. `emotionSamples`, `samplesErased`, `analysis`, `marker` go to the call's clinicians only. */
export const events = {
  /** First after connecting: who you are, and what media needs. */
  welcome: z.object({
    participantId: z.uuid(),
    role: z.enum(['clinician', 'patient', 'guest']),
    routerRtpCapabilities: opaque<mediasoup.RtpCapabilities>(),
    /** Path of the participant's own receipt, `/receipt/<token>`; null for clinicians. */
    receiptPath: serverText().nullable(),
    /** Of the participant's transports, those that are still here from an earlier connection: what flows on them need not be built anew. */
    transportIds: z.array(serverText()).default([]),
  }),
  callState,
  activeSpeaker: z.object({ participantId: z.uuid().nullable() }),
  /** dBov, -127 to 0, of each participant who is heard; those missing are silent. */
  audioLevels: z.array(z.object({ participantId: z.uuid(), level: z.number() })),
  emotionSamples: z.object({ participantId: z.uuid(), samples: z.array(emotionSample) }),
  /** The participant deleted what was inferred about them: it is to vanish from the screen as well. */
  samplesErased: z.object({ participantId: z.uuid() }),
  analysis: analysisStatus,
  marker,
  caption,
  /** The participant's words were deleted: their captions are to vanish as well. */
  wordsErased: z.object({ participantId: z.uuid() }),
  /** 0-10, how well the server hears each participant (mediasoup's producer score, worst stream). */
  connectionQuality: z.array(z.object({ participantId: z.uuid(), score: z.number() })),
  superseded: z.object({}),
  /** A clinician did not let you in. */
  denied: z.object({}),
  /** A clinician has removed you; the socket is closed. */
  removed: z.object({}),
  /** A clinician has sent you back to the waiting room. */
  sentBack: z.object({}),
  /** The session that this socket was opened by is over; the socket is closed. */
  signedOut: z.object({}),
  ended: z.object({ atMs: atMs.nullable() }),
} as const;
export type Events = { [N in keyof typeof events]: z.output<(typeof events)[N]> };

/** For `Server<ClientToServer, ServerToClient>` and `Socket<ServerToClient, ClientToServer>`. */
export type ClientToServer = { [N in RequestName]: (request: RequestOf<N>, reply: (answer: Reply<ResponseOf<N>>) => void) => void };
export type ServerToClient = { [N in keyof Events]: (event: Events[N]) => void };
