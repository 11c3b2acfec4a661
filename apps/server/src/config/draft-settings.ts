import { z } from 'zod';
import { ConfigError, faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';
import { withoutSlash } from './without-slash.ts';

const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error);
};

export const draftEnvironment = z.object({
  ATTUNE_DRAFT_URL: z
    .url({ protocol: /^https?$/, error: 'must be a http:// or https:// address, such as http://127.0.0.1:11434/v1' })
    .optional(),
  ATTUNE_DRAFT_MODEL: z.string().min(1, 'must name a model').optional(),
  ATTUNE_DRAFT_KEY: z.string().optional(),
  ATTUNE_DRAFT_SECONDS: whole(1, 280).default(240),
  ATTUNE_DRAFT_PART_CHARACTERS: whole(500, 1_000_000).default(6_000),
});

/** The language model that drafts notes: the only place that words of a call go to, and only where an administrator has named it. */
export interface DraftSettings {
  /** Of an OpenAI-compatible endpoint, without a slash at its end; `/chat/completions` is added. */
  url: string;
  model: string;
  /** Undefined where the endpoint wants none. */
  key: string | undefined;
  /** How long one answer may take. */
  answerMs: number;
  /** Characters of a conversation that are sent at once; longer ones go in parts. */
  partCharacters: number;
}

/** Undefined: no drafts are made. Throws ConfigError, which names the variable and what it may hold. */
export function readDraftSettings(environment: NodeJS.ProcessEnv): DraftSettings | undefined {
  const parsed = draftEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  if (set.ATTUNE_DRAFT_URL === undefined) {
    if (set.ATTUNE_DRAFT_MODEL !== undefined || set.ATTUNE_DRAFT_KEY !== undefined)
      throw new ConfigError('ATTUNE_DRAFT_URL: a model or a key without an address does nothing. Set it as well, or unset the others.');
    return undefined;
  }
  if (set.ATTUNE_DRAFT_MODEL === undefined)
    throw new ConfigError('ATTUNE_DRAFT_MODEL: name the model that ATTUNE_DRAFT_URL is to answer with.');
  return {
    url: withoutSlash(set.ATTUNE_DRAFT_URL),
    model: set.ATTUNE_DRAFT_MODEL,
    key: set.ATTUNE_DRAFT_KEY?.trim(),
    answerMs: set.ATTUNE_DRAFT_SECONDS * 1_000,
    partCharacters: set.ATTUNE_DRAFT_PART_CHARACTERS,
  };
}
