import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/**
 * Writes tables anew without what has been deleted from them, and begins a new segment of the write-ahead log, so that the next checkpoint deletes
 * the ones before. A PostgreSQL that keeps its log for replicas or backups, or does not let this account do so, keeps them for its own time.
 * @param vacuum such as `vacuum full call_keys`
 */
export async function rewriteFiles(db: Database, vacuum: SQL): Promise<void> {
  await db.execute(vacuum);
  await db.execute(sql`select pg_switch_wal()`);
  await db.execute(sql`checkpoint`);
}
