import { z } from 'zod';
import { serverText, text, token } from './text.ts';
import { isoTime } from './time.ts';

/**
 * What a participant can agree to, each asked and answered apart from the others: `expression`: estimates from their camera;
 * `transcription`: recognition of what they say; `draft`: a text model that drafts a note from the transcript.
 */
export const CONSENT_SCOPES = ['expression', 'transcription', 'draft'] as const;
export const consentScope = z.enum(CONSENT_SCOPES);
export type ConsentScope = z.infer<typeof consentScope>;

/** Withdrawal can be followed by a new grant. */
export const consentDecision = z.enum(['granted', 'refused', 'withdrawn']);
export type ConsentDecision = z.infer<typeof consentDecision>;

/** Where a decision is kept by now. What is only in memory would be forgotten if the server stopped. */
export const consentStored = z.enum(['database', 'journal', 'memory']);
export type ConsentStored = z.infer<typeof consentStored>;

const version = token({ min: 1, max: 40 });
const language = token({ min: 2, max: 10 });
/** SHA-256 of the wording's text, in hex. */
const hash = token({ max: 64 }).regex(/^[0-9a-f]{64}$/, "A wording's hash has 64 hex digits.");

export const wordingFact = z.object({ key: token({ max: 40 }), title: text({ max: 200 }), text: text({ max: 2_000, lines: true }) });

/** The text of one question. `{{name}}` stands for the clinician's name, filled in when the text is shown. */
export const wordingText = z.object({
  /** What it is about, in a few words. */
  title: text({ max: 200 }),
  question: text({ max: 300 }),
  text: text({ max: 2_000, lines: true }),
  facts: z.array(wordingFact).max(12),
  agree: text({ max: 100 }),
  refuse: text({ max: 100 }),
});
export type WordingText = z.infer<typeof wordingText>;

/** A wording never changes once it exists; another text is another version. */
export const consentWording = wordingText.extend({ scope: consentScope, version, language, hash });
export type ConsentWording = z.infer<typeof consentWording>;

/** `GET /api/consent/wordings?language=`: the newest of each scope, in that language or else in English. */
export const consentWordings = z.array(consentWording);

/** Which text a decision answers. A grant names one that exists; `hash` is checked where it is given. */
export const wordingReference = z.object({ wording: version, language, hash: hash.optional() });

/** `wording` and `language` may be left out of a withdrawal: nobody is kept from stopping by a form. */
export const consentRequest = z.object({
  scope: consentScope.default('expression'),
  decision: consentDecision,
  ...wordingReference.partial().shape,
});

/**
 * The decision that holds now: a grant that a later withdrawal has overtaken is answered with that withdrawal. `number` rises with every
 * decision of a participant on a scope; 0 before any. `inForce`: a grant, stored, newest and confirmed.
 */
export const consentAnswer = z.object({
  scope: consentScope,
  number: z.int().nonnegative(),
  decision: consentDecision.nullable(),
  /** When it was decided, on the server's clock; null where nothing was decided yet. */
  at: isoTime.nullable(),
  inForce: z.boolean(),
  stored: consentStored,
});
export type ConsentAnswer = z.infer<typeof consentAnswer>;

/** The decision that a client remembers: the last one that was acknowledged, or a withdrawal that never was. */
export const knownDecision = z.object({
  decision: consentDecision,
  /** Null for a withdrawal that the server has not acknowledged. */
  number: z.int().nonnegative().max(2_147_483_647).nullable(),
  /** When it was decided, as the acknowledgement said, or on the client's clock. */
  at: isoTime.nullable(),
});
export type KnownDecision = z.infer<typeof knownDecision>;

/**
 * On every connection: the client says which decision it knows. Nobody is analysed before that, so a withdrawal that the server has lost
 * is not undone by its restart. `inForce: false` with `decision: 'granted'` means: ask again.
 */
export const confirmConsentRequest = z.object({ scope: consentScope.default('expression'), known: knownDecision.nullable() });

/** One line of a receipt. */
export const receiptDecision = z.object({
  scope: consentScope,
  decision: consentDecision,
  number: z.int(),
  at: isoTime,
  stored: consentStored,
  /** Where it was made: in the call, on the receipt page, or told by the client after the server had been away. */
  source: z.enum(['call', 'receipt', 'reconnected']),
  /** Version and language of the text it answers; null for a withdrawal that named none. */
  wording: z.object({ version, language, hash: hash.nullable() }).nullable(),
});
export type ReceiptDecision = z.infer<typeof receiptDecision>;

/**
 * `GET /api/receipts/:token`, for anyone who has the link: what one participant agreed to in one call. `POST .../withdraw` withdraws every
 * scope that is granted, `POST .../erase` deletes what was estimated; both answer the receipt.
 */
export const receiptView = z.object({
  clinicianName: serverText(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  callStatus: z.enum(['open', 'live', 'ended']),
  /** Oldest first. */
  decisions: z.array(receiptDecision),
  /** Every text that a decision names. */
  wordings: z.array(consentWording),
  /** How many estimates are stored. */
  samples: z.int().nonnegative(),
  erasures: z.array(z.object({ at: isoTime, samples: z.int().nonnegative(), done: z.boolean() })),
  /** A signed note stays as it was signed; the clinician sees on it that estimates were deleted since. */
  noteSigned: z.boolean(),
});
export type ReceiptView = z.infer<typeof receiptView>;

/** `GET /api/calls/:id/receipts`: the clinician copies a link to mail it. */
export const receiptLinks = z.array(z.object({ participantId: z.uuid(), name: serverText(), path: serverText() }));
export type ReceiptLinks = z.infer<typeof receiptLinks>;
