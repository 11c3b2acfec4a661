import { Inject, Injectable } from '@nestjs/common';
import { asc } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { consentWordings } from '../database/schema/index.ts';

export type WordingRow = typeof consentWordings.$inferSelect;

@Injectable()
export class WordingsRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Those that are there already stay as they are. */
  async add(rows: WordingRow[]): Promise<void> {
    await this.db.insert(consentWordings).values(rows).onConflictDoNothing();
  }

  /** Oldest first. */
  all(): Promise<WordingRow[]> {
    return this.db.select().from(consentWordings).orderBy(asc(consentWordings.createdAt), asc(consentWordings.version));
  }
}
