import { z } from 'zod';
import { serverText } from '../text.ts';

/**
 * Every error that the server answers, by its code. `status` is HTTP's. `parameters` are what a sentence about it needs besides its code. `people`:
 * somebody may read it in a browser, so the web app has a sentence for it in each language, with exactly these parameters (a test compares
 * them); others are read by programs only, which speak tus or stand in for a platform.
 */
interface ErrorKind {
  status: number;
  parameters: z.ZodObject;
  people: boolean;
}

const NONE = z.object({});
const people = <S extends number>(status: S) => ({ status, parameters: NONE, people: true as const });
const peopleWith = <S extends number, P extends z.ZodObject>(status: S, parameters: P) => ({ status, parameters, people: true as const });
const programs = <S extends number>(status: S) => ({ status, parameters: NONE, people: false as const });

/** What was not understood, in English. */
const detail = z.object({ detail: serverText() });
/** Numbers of faces, separated by commas. */
const faces = z.object({ faces: serverText() });

export const ERRORS = {
  // Requests
  'invalid-request': peopleWith(400, detail),
  'not-found': people(404),
  'too-large': people(413),
  'too-much-work': people(413),
  'too-many-tries': peopleWith(429, z.object({ minutes: z.int().positive() })),
  'too-many-requests': people(429),
  'unknown-host': programs(421),
  // An analyzer's host, by its WebSocket.
  'analyzer-refused': programs(403),
  internal: people(500),
  'server-busy': people(503),
  'storage-failed': people(503),

  // Accounts
  unauthenticated: people(401),
  'login-failed': people(401),
  forbidden: people(403),
  'setup-code-wrong': people(403),
  'already-set-up': people(409),
  'password-too-common': people(400),
  'password-too-personal': people(400),

  // Calls and who is in them
  'call-unknown': people(404),
  'call-ended': people(410),
  'call-full': people(409),
  'call-occupied': people(409),
  'clinician-stays': people(409),
  'call-not-live': people(409),
  'call-elsewhere': people(503),
  'invitation-unknown': people(404),
  'invitation-expired': people(410),
  'invitation-used': people(410),
  'invitation-revoked': people(410),
  'participant-unknown': people(404),
  'not-waiting': people(409),
  'not-admitted': people(409),
  'already-admitted': people(409),
  'not-let-in': people(403),
  removed: people(403),
  'platform-off': programs(409),

  // Media of a call
  'media-unavailable': people(503),
  'call-media-unknown': people(404),
  'transport-unknown': people(404),
  'transport-already-connected': people(409),
  'producer-unknown': people(404),
  'consumer-unknown': people(404),
  'wrong-direction': people(409),
  'wrong-source': people(409),
  'cannot-consume': people(409),
  'invalid-media-parameters': people(409),

  // Consent
  'wording-unknown': people(400),
  'consent-not-stored': people(503),
  'receipt-unknown': people(404),

  // Transcript and note
  'transcript-unreadable': peopleWith(400, detail),
  'note-signed': people(409),
  'note-changed': people(409),
  'note-too-long': people(400),
  'basis-changing': people(409),

  // Drafts
  'draft-off': people(409),
  'draft-not-consented': people(409),
  'draft-not-ended': people(409),
  'draft-busy': people(409),
  'statement-unknown': people(404),

  // Recordings
  'recording-unknown': people(404),
  'recording-busy': people(409),
  'recording-uploading': people(409),
  'profile-unknown': peopleWith(400, z.object({ profile: serverText(), known: serverText() })),
  'no-results': people(409),
  'video-deleted': people(409),
  /** A problem that the analyzer found in the video, under a code of its own list: VIDEO_PROBLEMS in recording-link.ts. */
  'video-failed': people(409),
  'video-not-ready': people(409),
  'video-not-playable': people(409),
  'no-such-time': people(400),
  'no-estimate': people(404),
  'explanation-superseded': people(409),
  'explanation-failed': people(503),
  'render-unknown': people(404),
  'face-unknown': people(404),
  'faces-unknown': peopleWith(400, faces),
  'faces-not-listed': people(409),
  'clinician-not-analysed': peopleWith(400, faces),
  'picture-unknown': people(404),
  'picture-failed': people(503),

  // Files
  'media-unknown': people(404),
  'media-deleted': people(404),
  'media-expired': people(410),
  'file-damaged': people(500),
  'range-unknown': programs(416),

  // Uploads
  'empty-file': people(400),
  'format-not-supported': people(415),
  'disk-full': people(507),
  'upload-complete': people(409),
  'upload-damaged': people(410),
  'upload-busy': people(423),
  'upload-interrupted': people(400),
  'offset-wrong': programs(409),
  'offset-missing': programs(403),
  'content-type-missing': programs(403),
  'length-missing': programs(400),
  'too-many-bytes': programs(413),
  'parts-not-supported': programs(400),
  'tus-needed': programs(412),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Codes that are answered with this status. */
export type CodeOf<S extends number> = { [C in ErrorCode]: (typeof ERRORS)[C]['status'] extends S ? C : never }[ErrorCode];

export type ParametersOf<C extends ErrorCode> = z.infer<(typeof ERRORS)[C]['parameters']>;

/** The rest of a call that makes such an error: nothing for a code without parameters. */
export type ArgumentsOf<C extends ErrorCode> = [keyof (typeof ERRORS)[C]['parameters']['shape']] extends [never]
  ? []
  : [parameters: ParametersOf<C>];
