import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { openDatabase } from '../database/database.ts';
import { callKeys, secrets } from '../database/schema/index.ts';
import { secretPlace } from '../database/secrets.ts';
import { WRAPPED } from './call-keys.ts';
import { installationKey, nextKeyFile, writeKey } from './installation-key.ts';
import { keyCheck } from './key-check.ts';
import { sealStored } from './seal-stored.ts';
import type { Sealed } from './seal.ts';

export interface Rotated {
  /** How many keys the new one wraps. */
  calls: number;
  /** Where the new key lies. */
  keyFile: string;
}

/**
 * Puts a new key in place of the installation's: every call's key is wrapped anew, at once, and wrapped keys that still lie somewhere are of no use
 * to anybody any more, with the old key neither. Contents are not touched. Only while no server runs. Cut short, either key is in force, and the
 * next start finds out which.
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
    rmSync(next, { force: true });
    const key = writeKey(next);
    const rewrap = (place: string, value: Uint8Array) => key.seal(place, old.open(place, value as Sealed<Uint8Array>));
    const calls = await db.transaction(async (tx) => {
      for (const { name, value } of await tx.select().from(secrets))
        await tx
          .update(secrets)
          .set({ value: rewrap(secretPlace(name), value) })
          .where(eq(secrets.name, name));
      const rows = await tx.select().from(callKeys);
      for (const { callId, wrapped } of rows)
        await tx
          .update(callKeys)
          .set({ wrapped: rewrap(WRAPPED, wrapped) })
          .where(eq(callKeys.callId, callId));
      return rows.length;
    });
    if (config.storageKey !== undefined) return { calls, keyFile: next };
    renameSync(next, config.keyFile);
    return { calls, keyFile: config.keyFile };
  } finally {
    await open.close();
  }
}
