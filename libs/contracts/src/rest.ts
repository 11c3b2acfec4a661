import { z } from 'zod';
import { callStatus, participantView, role } from './call.ts';
import { basisPart } from './note-basis.ts';
import { isoTime } from './time.ts';
import { secret, serverText, text, token } from './text.ts';

/**
 * Every error of the REST API: a code for programs (errors/catalogue.ts), a sentence for people that says what to do, and what a sentence in another
 * language needs. No stack.
 */
export const apiError = z.object({
  code: serverText(),
  message: serverText(),
  parameters: z.record(serverText(), z.union([serverText(), z.number()])).optional(),
  /** Of a failure of the server: the lines of its log that tell more carry the same. Every answer has it in the header `X-Request-Id`. */
  requestId: serverText().optional(),
});
export type ApiError = z.infer<typeof apiError>;

const name = text({ max: 100, min: 1 });
const email = z.email().max(200);
const password = secret({ max: 200, min: 10 });

/** `GET /api/setup`: whether the first account still has to be made. */
export const setupStatus = z.object({ needsSetup: z.boolean() });
/**
 * `POST /api/setup`, once: makes the clinician's account and signs in. `code` is in the address that the server prints at its start,
 * and in the file `setup-code` of its data folder; 403 `setup-code-wrong` without it.
 */
export const setupRequest = z.object({ code: token({ max: 100 }).default(''), name, email, password });
/** `POST /api/auth/login`. `POST /api/auth/logout` takes nothing. `GET /api/auth/me` answers `account` or 401. */
export const loginRequest = z.object({ email, password: secret({ max: 200 }) });
/** `administrator`: may read the audit log. */
export const account = z.object({ id: z.uuid(), name, email, administrator: z.boolean() });
export type Account = z.infer<typeof account>;

/** `POST /api/calls`. */
export const createCall = z.object({
  title: text({ max: 200, min: 1 }),
  patientName: text({ max: 100 }).default(''),
  singleUse: z.boolean().default(false),
});
export type CreateCall = z.input<typeof createCall>;

/** `PATCH /api/calls/:id`: gives the call another title. */
export const renameCall = z.object({ title: text({ max: 200, min: 1 }) });

/** `GET /api/calls` (newest first) and `GET /api/calls/:id`. */
export const callView = z.object({
  id: z.uuid(),
  title: serverText(),
  status: callStatus,
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  durationMs: z.number().nonnegative().nullable(),
  noteSigned: z.boolean(),
  /** Path of the patient's link, `/join/<token>`; null once it was revoked or the call has ended. */
  invitationPath: serverText().nullable(),
  invitationExpiresAt: isoTime.nullable(),
  /** Since when the platform may reach the call by its key; null: it may not. */
  platformGivenAt: isoTime.nullable(),
  /** It works for the first person who joins by it only. */
  invitationSingleUse: z.boolean(),
  participants: z.array(participantView),
});
export type CallView = z.infer<typeof callView>;

/** `GET /api/platform`: whether this Attune has a key for a platform at all. `POST` and `DELETE /api/calls/:id/platform` give it a call and take it back. */
export const platformStatus = z.object({ enabled: z.boolean() });

/**
 * `POST /api/calls/:id/invitation` makes a new link and revokes the one before, `DELETE` revokes it, `POST /api/calls/:id/end` ends the call; all
 * answer a `CallView`.
 */
export const renewInvitation = z.object({ singleUse: z.boolean().default(false) });

/** `GET /api/join/:token`; 404 `invitation-unknown`, 410 `invitation-expired`, `invitation-revoked` or `call-ended`. The link alone says nothing of the patient. */
/** `drafts`: whether a note may be drafted by a program, so that the patient is asked about that, too. */
export const invitationView = z.object({
  callId: z.uuid(),
  clinicianName: serverText(),
  status: callStatus,
  drafts: z.boolean(),
});
export type InvitationView = z.infer<typeof invitationView>;
/** `POST /api/join/:token`; sending the key got before, makes it the same participant again. 410 `invitation-used` if the link was for one person. */
export const joinRequest = z.object({ name, participantKey: token({ max: 200 }).optional() });
export const joinResponse = z.object({ callId: z.uuid(), participantId: z.uuid(), participantKey: serverText() });
export type JoinResponse = z.infer<typeof joinResponse>;

/**
 * `GET` and `PUT /api/calls/:id/note`; `POST .../note/attach` inserts the summary block or renews it, `POST .../note/sign` signs. A
 * signed note cannot be saved, nor what it stands on changed by an import, a push or a new clock offset (409 `note-signed`), until `POST .../note/reopen`. All of them answer a `NoteView`.
 */
export const noteView = z.object({
  callId: z.uuid(),
  markdown: serverText(),
  /** Increases with every save; a save must name the version it started from (409 `note-changed`). */
  version: z.int(),
  updatedAt: isoTime,
  signedAt: isoTime.nullable(),
  /** Since when the summary in a signed note tells of something that was erased; it leaves the note when that is reopened. */
  summaryOutdatedAt: isoTime.nullable().optional(),
  signedBy: serverText().nullable(),
  /** Of a signed note: whether what it stands on is as it was when it was signed. Null for an unsigned one, and where that is not known. */
  basis: z.enum(['unchanged', 'changed']).nullable(),
  /** What has changed since. */
  basisChanged: z.array(basisPart),
  /** Estimates of this call were deleted after the note was signed; its text stays as it was signed, and says so. */
  erasedSinceSigned: z.boolean(),
});
export type NoteView = z.infer<typeof noteView>;
export const saveNote = z.object({ markdown: text({ max: 200_000, lines: true, trim: false }), version: z.int() });

/** `GET /api/health`. */
export const health = z.object({
  status: z.enum(['ok', 'degraded']),
  database: z.boolean(),
  /** Changes that wait to be stored; rows given up since the start because there was no room to hold them; rows that the database refused. */
  owedWrites: z.object({ owed: z.int(), lost: z.int(), refused: z.int() }),
  mediaWorkers: z.int(),
  analyzer: z.enum(['off', 'starting', 'running', 'paused']),
});
/** `GET /api/health/live` and `/health/live`: 200, or 503 where the process should be started anew. */
export const liveness = z.object({ status: z.enum(['live', 'stuck']) });
/** `GET /api/health/ready` and `/health/ready`: 200, or 503 where nothing new should be sent here. `checks`: what works, by its name. */
export const readiness = z.object({ status: z.enum(['ready', 'not-ready']), checks: z.record(serverText(), z.boolean()) });
export { role };
