import { createHash } from 'node:crypto';
import type { WordingText } from '#contracts/consent';

/** SHA-256, in hex, of everything a participant reads, in a fixed order of fields (RFC 8785 needs no more here: all values are text). */
export function hashOf({ title, question, text, facts, agree, refuse }: WordingText): string {
  const read = {
    title,
    question,
    text,
    facts: facts.map((fact) => ({ key: fact.key, title: fact.title, text: fact.text })),
    agree,
    refuse,
  };
  return createHash('sha256').update(JSON.stringify(read)).digest('hex');
}
