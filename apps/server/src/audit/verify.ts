import { setImmediate } from 'node:timers/promises';
import type { AuditChain } from '#contracts/audit';
import type { AuditRepository } from './audit.repository.ts';
import { GENESIS, hashOf } from './chain.ts';

/** Reads the whole chain, a batch at a time, and says where it breaks first. What is added meanwhile is left for the next time. */
export async function verifyChain(repository: AuditRepository): Promise<AuditChain> {
  const end = await repository.head();
  let [sequence, hash] = [0, GENESIS];
  const broken = (): AuditChain => ({ entries: end.sequence, intact: false, brokenAt: sequence + 1, head: end.hash || null });
  while (sequence < end.sequence) {
    const rows = await repository.links(sequence, end.sequence);
    if (rows.length === 0) return broken();
    for (const row of rows) {
      const expected = hashOf(hash, sequence + 1, row);
      if (row.sequence !== sequence + 1 || row.hash !== expected) return broken();
      [sequence, hash] = [row.sequence, expected];
    }
    // Calls are served by the same thread.
    await setImmediate();
  }
  if (hash !== end.hash || (await repository.unchained()) > 0) return broken();
  return { entries: end.sequence, intact: true, brokenAt: null, head: end.hash || null };
}
