import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { rewriteFiles } from '../database/rewrite-files.ts';
import { callKeys, secrets } from '../database/schema/index.ts';
import { secretPlace } from '../database/secrets.ts';
import { describe } from '../logging/describe.ts';
import { WRAPPED } from './call-keys.ts';
import { installationKey, moveKey, nextKeyFile, writeKey } from './installation-key.ts';
import { keyCheck } from './key-check.ts';
import { sealStored } from './seal-stored.ts';
import type { Seal, Sealed } from './seal.ts';

const logger = new Logger('Keys');

const TRIES = 5;
const TRY_EVERY_MS = 200;

export interface Rotated {
  /** How many keys the new one wraps. */
  calls: number;
  /** Where the new key lies. */
  keyFile: string;
}

/**
 * Puts a new key in place of the installation's: every call's key is wrapped anew, all at once. Contents are not touched. What the old key wrapped and
 * still lies somewhere, such as in a backup, is of use to nobody once every copy of the old key is gone. Only while no server runs, which would go on
 * wrapping with the key that it knows. Cut short, either key is in force, and the next start finds out which. Throws {@link ConfigError}.
 */
export async function rotateKey(config: Config): Promise<Rotated> {
  const spool = join(config.dataDir, 'owed-writes.jsonl');
  const open = await openDatabase(config);
  const { db } = open;
  try {
    if (existsSync(spool) && statSync(spool).size > 0)
      throw new ConfigError(
        'There are changes that the database does not have yet. Start Attune once, so that it stores them, stop it, and try again.',
      );
    const old = installationKey(config, await keyCheck(db));
    await sealStored(db, old, config.dataDir);
    const next = nextKeyFile(config.keyFile);
    const calls = await db.transaction(async (tx) => {
      // A server that starts now waits, and finds the new key.
      await tx.execute(sql`lock table ${callKeys}, ${secrets} in access exclusive mode`);
      if (!open.jobs.embedded) await requireAlone(tx);
      return rewrap(tx, old, writeKey(next));
    });
    await rewriteFiles(db, sql`vacuum full ${callKeys}, ${secrets}`).catch((error: unknown) =>
      logger.warn(`What the old key wrapped may lie in the database's files until they are next written anew. ${describe(error)}`),
    );
    if (config.storageKey !== undefined) return { calls, keyFile: next };
    moveKey(next, config.keyFile);
    return { calls, keyFile: config.keyFile };
  } finally {
    await open.close();
  }
}

/** @returns how many calls' keys there are */
async function rewrap(tx: Database, old: Seal, key: Seal): Promise<number> {
  const anew = (place: string, value: Uint8Array) => key.seal(place, old.open(place, value as Sealed<Uint8Array>));
  for (const { name, value } of await tx.select().from(secrets))
    await tx
      .update(secrets)
      .set({ value: anew(secretPlace(name), value) })
      .where(eq(secrets.name, name));
  const rows = await tx.select().from(callKeys);
  for (const { callId, wrapped } of rows)
    await tx
      .update(callKeys)
      .set({ wrapped: anew(WRAPPED, wrapped) })
      .where(eq(callKeys.callId, callId));
  return rows.length;
}

/** The embedded database has one user at a time; of PostgreSQL's, any may be a server. */
async function requireAlone(tx: Database): Promise<void> {
  for (let tries = 1; (await othersIn(tx)) > 0; tries++) {
    if (tries === TRIES)
      throw new ConfigError(
        'Other programs are connected to the database. Stop every Attune that uses it, and whatever else is connected, then try again.',
      );
    // One that has just gone is counted until its process has ended.
    await setTimeout(TRY_EVERY_MS);
  }
}

async function othersIn(tx: Database): Promise<number> {
  await tx.execute(sql`select pg_stat_clear_snapshot()`);
  const { rows } = (await tx.execute<{ others: number }>(
    sql`select count(*)::int as others from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )) as { rows: { others: number }[] };
  return rows[0]?.others ?? 0;
}
