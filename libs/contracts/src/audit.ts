import { z } from 'zod';
import { serverText } from './text.ts';
import { isoTime } from './time.ts';

/** What opens something sensitive and changes nothing. An answer that cannot be recorded is not given. */
export const AUDITED_READS = [
  'timeline-read',
  'summary-read',
  'summary-exported',
  'transcript-read',
  'transcript-exported',
  'note-read',
  'draft-read',
  'recording-read',
  'recording-played',
  'recording-exported',
  'recording-explained',
  'recording-faces-read',
  'renders-read',
  'audit-read',
  'audit-exported',
  'receipt-read',
  'receipt-links-read',
] as const;

/** What changes something, or says who came and went. It has happened, so it is recorded late rather than never. */
export const AUDITED_CHANGES = [
  'account-created',
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'call-created',
  'call-renamed',
  'call-ended',
  'call-deleted',
  'participant-erased',
  'invitation-renewed',
  'invitation-revoked',
  'joined',
  'admitted',
  'denied',
  'removed',
  'sent-back',
  'left',
  'call-given-to-platform',
  'call-taken-from-platform',
  'consent-decided',
  'consent-withdrawn-by-receipt',
  'samples-erased',
  'words-erased',
  'transcript-imported',
  'transcript-moved',
  'segments-pushed',
  'draft-requested',
  'draft-decided',
  'draft-deleted',
  'note-saved',
  'note-summary-attached',
  'note-signed',
  'note-reopened',
  'recording-created',
  'recording-consent',
  'recording-renamed',
  'face-renamed',
  'recording-analysed',
  'recording-cancelled',
  'recording-rendered',
  'render-deleted',
  'recording-faces-chosen',
  'recording-face-erased',
  'recording-deleted',
  'recording-video-deleted',
  'upload-given-up',
] as const;

export const auditAction = z.enum([...AUDITED_READS, ...AUDITED_CHANGES]);
export type AuditedChange = (typeof AUDITED_CHANGES)[number];
export type AuditAction = z.infer<typeof auditAction>;
/** What a route or a request of a socket leaves in the log. `none` is said in so many words, never left out. */
export type Audited = AuditAction | 'none';

export const actorKind = z.enum(['account', 'participant', 'platform', 'system', 'nobody']);

/** One entry as the administrator reads it. Names are those of today; an entry itself holds ids only. */
export const auditEntry = z.object({
  /** 1, 2, 3 … without a gap. */
  sequence: z.int().positive(),
  at: isoTime,
  action: serverText(),
  actor: z.object({ kind: actorKind, id: z.uuid().nullable(), name: serverText().nullable() }),
  /** Null if the entry is about no call. `title` is null once the call has been deleted; `kind` says which of the two it was. */
  call: z.object({ id: z.uuid(), title: serverText().nullable(), kind: z.enum(['call', 'recording']).nullable() }).nullable(),
  detail: z.record(serverText(), z.union([serverText(), z.number(), z.boolean(), z.null()])),
  /** SHA-256 over the entry before and this one's content, as 64 hex digits. */
  hash: serverText(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Query of `GET /api/audit` and `GET /api/audit/export`. Newest first. */
export const auditQuery = z.object({
  action: auditAction.optional(),
  actor: z.uuid().optional(),
  call: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Entries older than this sequence number. */
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.input<typeof auditQuery>;

/** `next` is the `before` of the following page, null on the last. */
export const auditPage = z.object({ entries: z.array(auditEntry), next: z.int().nullable() });
export type AuditPage = z.infer<typeof auditPage>;

export const auditExportQuery = auditQuery.omit({ before: true, limit: true }).extend({ format: z.enum(['csv', 'json']).default('csv') });

/** `GET /api/audit/chain`: whether every entry still is what was written. */
export const auditChain = z.object({
  entries: z.int().nonnegative(),
  intact: z.boolean(),
  /** The first entry that is missing, was changed, or does not follow from the one before. Null where the chain is intact. */
  brokenAt: z.int().nullable(),
  /** Hash of the last entry. Someone who keeps a copy elsewhere can prove later that nothing before it was changed. */
  head: serverText().nullable(),
});
export type AuditChain = z.infer<typeof auditChain>;
