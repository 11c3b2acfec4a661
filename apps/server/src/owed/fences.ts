import { Inject, Injectable } from '@nestjs/common';
import { eq, lte, type SQL } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { calls } from '../database/schema/index.ts';
import type { OwedEntry } from './owed-kind.ts';

/** Of writes about a call that were owed while it was uncertain who held it, tells those that another server has overtaken. */
@Injectable()
export class Fences {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async stale(callId: string, entries: OwedEntry[]): Promise<OwedEntry[]> {
    const uncertain = entries.filter(({ fence, confirmed }) => fence !== null && !confirmed);
    if (uncertain.length === 0) return [];
    const [call] = await this.db.select({ fence: calls.fence }).from(calls).where(eq(calls.id, callId));
    return uncertain.filter(({ fence }) => call !== undefined && fence! < call.fence);
  }
}

/** Holds for a call that no newer token than this has been stored for; for every call where there is none. */
export const standsAt = (fence: number | null): SQL | undefined => (fence === null ? undefined : lte(calls.fence, fence));
