import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { FileDamagedError } from '#files/file-damaged-error';
import { openFile } from '#files/open';
import type { Database } from '../database/database.ts';
import { fileKey, filesFolder } from '../files/file-key.ts';
import type { CallKeys } from './call-keys.ts';
import type { Seal } from './seal.ts';

const PIECE = 1024 * 1024;
type FileRow = { callId: string; file: string };

/** Gives the files of earlier versions, all of which the installation's key opened, the key of their recording. */
export async function sealFiles(db: Database, keys: CallKeys, installation: Seal, dataDir: string): Promise<void> {
  const { rows } = (await db.execute<FileRow>(sql`
    select recordings.id as "callId", named.file from recordings
      cross join lateral (values (source), (playable), (tracks), (earlier_plain ->> 'tracks')) as named(file) where named.file is not null
    union all select renders.recording_id, artefacts.file from artefacts join renders on renders.id = artefacts.render_id`)) as {
    rows: FileRow[];
  };
  for (const { callId, file } of rows) {
    const path = join(filesFolder(dataDir), file);
    if (existsSync(path)) await reseal(path, Buffer.from(installation.bytes).toString('hex'), fileKey(await keys.of(callId, db), file));
  }
}

async function reseal(path: string, from: string, to: string): Promise<void> {
  const source = await openWith(path, from);
  // Done already, or cut when it was written; a damaged file tells so when somebody opens it.
  if (source === null) return;
  try {
    const target = await openFile({ path: `${path}.new`, key: to }, 'create');
    try {
      for (let at = 0; at < source.size; at += PIECE) await target.write(at, await source.read(at, Math.min(PIECE, source.size - at)));
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  await rename(`${path}.new`, path);
}

async function openWith(path: string, key: string) {
  try {
    return await openFile({ path, key }, 'update');
  } catch (error) {
    if (error instanceof FileDamagedError) return null;
    throw error;
  }
}
