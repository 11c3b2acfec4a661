import { z } from 'zod';
import { consentDecision, consentScope } from '#contracts/consent';

/** Whom a decision is of. */
export const subject = z.object({ callId: z.uuid(), participantId: z.uuid() });
export type Subject = z.infer<typeof subject>;

/** One decision of a participant on one scope, as it is journalled and stored. */
export const decision = subject.extend({
  scope: consentScope,
  /** Rises by arrival; the order of a participant's decisions on a scope, whenever each is written. */
  number: z.int().positive(),
  decision: consentDecision,
  /** Version, language and hash of the text it answers; null for a withdrawal that named none. */
  wording: z.string().nullable(),
  language: z.string().nullable(),
  hash: z.string().nullable(),
  source: z.enum(['call', 'receipt', 'reconnected']),
  /** When it was decided, not when it was written. */
  at: z.coerce.date(),
});
export type Decision = z.infer<typeof decision>;
export type DecisionContent = Omit<Decision, 'callId' | 'participantId' | 'scope' | 'number'>;

/** An order to delete what was estimated about a participant up to then, owed until it is done. */
export const erasure = subject.extend({
  id: z.uuid(),
  at: z.coerce.date(),
  source: z.enum(['call', 'receipt']),
  /** On the call's clock; null: all there is. Only who is analysed on has a limit. */
  uptoMs: z.number().nullable(),
});
export type Erasure = z.infer<typeof erasure>;

/** Names a decision among all others. */
export const keyOf = ({ participantId, scope, number }: Pick<Decision, 'participantId' | 'scope' | 'number'>) =>
  `${participantId} ${scope} ${number}`;
