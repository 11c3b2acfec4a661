import { z } from 'zod';
import { serverText, text } from './text.ts';
import { isoTime } from './time.ts';

export const DRAFT_TEMPLATES = ['soap', 'dap', 'birp'] as const;
export type DraftTemplateName = (typeof DRAFT_TEMPLATES)[number];
/** One of ours, or the headings of one's own. */
export const draftTemplate = z.union([
  z.enum(DRAFT_TEMPLATES),
  z
    .array(text({ max: 60, min: 1 }))
    .min(1)
    .max(12)
    .refine((titles) => new Set(titles.map((title) => title.toLowerCase())).size === titles.length, 'Each heading is named once.'),
]);
export type DraftTemplate = z.infer<typeof draftTemplate>;

/**
 * Why a sentence is not shown. `word-not-said`, `number-differs`, `negation-differs`: the quoted sentence does not say it. `meaning-differs`: it said
 * so under a condition, with doubt, of another time or degree. `another-person`: it speaks of somebody else, or repeats somebody else.
 */
export const DROP_REASONS = [
  'unreadable',
  'odd-characters',
  'section-unknown',
  'utterance-unknown',
  'quote-too-short',
  'quote-not-found',
  'speaker-unknown',
  'speaker-differs',
  'question',
  'instruction',
  'another-person',
  'meaning-differs',
  'negation-differs',
  'number-differs',
  'word-not-said',
  'says-nothing',
] as const;
export const dropReason = z.enum(DROP_REASONS);
export type DropReason = z.infer<typeof dropReason>;

/** What is said in an utterance and stands in no sentence that quotes it. `answer`: a yes or no to a question about such things. */
export const OMITTED_KINDS = ['number', 'medication', 'negated-symptom', 'risk', 'answer', 'instruction'] as const;
export const omittedKind = z.enum(OMITTED_KINDS);
export type OmittedKind = z.infer<typeof omittedKind>;

/** One sentence that passed every check. */
export const draftStatement = z.object({
  id: z.uuid(),
  section: serverText(),
  statement: serverText(),
  quote: serverText(),
  /** The utterance that the quote stands in, first; then others that the model named. */
  utteranceIds: z.array(z.uuid()).min(1),
  startMs: z.number(),
  decision: z.enum(['open', 'accepted', 'rejected']),
  /** What the clinician made of it; null while it is the model's. */
  edited: serverText().nullable(),
});
export type DraftStatement = z.infer<typeof draftStatement>;

export const droppedStatement = z.object({ section: serverText(), statement: serverText(), quote: serverText(), reason: dropReason });
export type DroppedStatement = z.infer<typeof droppedStatement>;

export const draftOmission = z.object({
  utteranceId: z.uuid(),
  speaker: serverText(),
  startMs: z.number(),
  text: serverText(),
  facts: z.array(z.object({ kind: omittedKind, text: serverText() })).min(1),
});
export type DraftOmission = z.infer<typeof draftOmission>;

/** Why there is no draft. */
export const DRAFT_PROBLEMS = [
  'nothing-said',
  'language',
  'endpoint-unreachable',
  'endpoint-refused',
  'endpoint-failed',
  'endpoint-slow',
  'answer-unreadable',
  'answer-cut-off',
  'too-late',
  'gave-up',
  'off',
] as const;
export const draftProblem = z.enum(DRAFT_PROBLEMS);
export type DraftProblem = z.infer<typeof draftProblem>;

export const DRAFT_STATES = ['none', 'waiting', 'working', 'done', 'failed'] as const;

/** `GET /api/calls/:id/draft`; also what every change answers. */
export const draftView = z.object({
  /** Whether an administrator has named an endpoint; where none is, nothing of drafts is shown. */
  isOn: z.boolean(),
  /** The host that the words would go to, and the model. */
  endpoint: z.object({ host: serverText(), model: serverText() }).nullable(),
  /** Whether everybody in the call who is not a clinician has agreed to a draft, and has not taken it back. */
  consent: z.boolean(),
  state: z.enum(DRAFT_STATES),
  problem: draftProblem.nullable(),
  /** Parts of the conversation that the model has answered. */
  progress: z.object({ done: z.int().nonnegative(), of: z.int().nonnegative() }).nullable(),
  requestedAt: isoTime.nullable(),
  /** The transcript was changed since. */
  outdated: z.boolean(),
  sections: z.array(serverText()),
  statements: z.array(draftStatement),
  dropped: z.array(droppedStatement),
  omissions: z.array(draftOmission),
});
export type DraftView = z.infer<typeof draftView>;

/** `POST /api/calls/:id/draft`: has a draft made, in place of the one before. `DELETE` cancels it or throws it away. */
export const requestDraft = z.object({ template: draftTemplate.default('soap') });
/** `PATCH /api/calls/:id/draft`: what the clinician makes of one sentence. `accepted` puts it into the note, with `text` in its place where given. */
export const decideDraft = z.object({
  statementId: z.uuid(),
  decision: z.enum(['open', 'accepted', 'rejected']),
  text: text({ max: 2_000, min: 1 }).optional(),
});
