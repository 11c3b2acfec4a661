import { createHash } from 'node:crypto';
import type { auditEntries } from '../database/schema/index.ts';

/** What an entry says, apart from its place in the chain. */
export type Content = Pick<typeof auditEntries.$inferSelect, 'at' | 'actorKind' | 'actorId' | 'action' | 'callId' | 'detail'>;

/** What stands before the first entry. */
export const GENESIS = '';

/** SHA-256 (FIPS 180-4) over the hash before, the sequence number and the content, as 64 hex digits. The database keeps no order of keys, so they are sorted. */
export function hashOf(before: string, sequence: number, { at, actorKind, actorId, action, callId, detail }: Content): string {
  const sorted = Object.entries(detail ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([before, sequence, at.toISOString(), actorKind, actorId, action, callId, sorted]))
    .digest('hex');
}
