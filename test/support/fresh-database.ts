import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openDatabase } from '../../apps/server/src/database/database.ts';
import { loadConfig } from '../../apps/server/src/config/config.ts';
import { hashOf } from '../../scripts/prepare/stamps.mjs';

const ROOT = join(import.meta.dirname, '../..');
/** What an empty database is made of: PostgreSQL's own files, and our migrations. */
const MADE_OF = ['node_modules/@electric-sql/pglite/package.json', 'apps/server/drizzle', 'apps/server/src/database'];

/**
 * Puts an empty embedded database with today's schema into a data folder. Making one takes several seconds of processor time, as many as the
 * rest of a server's start, so that all tests of a checkout copy one that a server's own code has made.
 */
export async function fillFreshDatabase(dataDir: string): Promise<void> {
  const made = await freshDatabase();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(made, join(dataDir, 'db'), { recursive: true, preserveTimestamps: true });
}

async function freshDatabase(): Promise<string> {
  const made = join(ROOT, 'dist/test', `database-${hashOf(ROOT, MADE_OF).slice(0, 16)}`);
  if (existsSync(made)) return made;
  const dataDir = mkdtempSync(join(tmpdir(), 'attune-fresh-'));
  try {
    const database = await openDatabase({ ...loadConfig({}), databaseUrl: undefined, dataDir });
    await database.close();
    mkdirSync(dirname(made), { recursive: true });
    const copy = `${made}.${process.pid}`;
    cpSync(join(dataDir, 'db'), copy, { recursive: true, preserveTimestamps: true });
    try {
      renameSync(copy, made);
      removeOthers(made);
    } catch (error) {
      rmSync(copy, { recursive: true, force: true });
      // Another test was quicker.
      if (!existsSync(made)) throw error;
    }
    return made;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Of another schema; each has 40 MB. One that is being made has its process behind a dot. */
function removeOthers(made: string): void {
  for (const name of readdirSync(dirname(made)))
    if (name !== basename(made) && !name.includes('.')) rmSync(join(dirname(made), name), { recursive: true, force: true });
}
