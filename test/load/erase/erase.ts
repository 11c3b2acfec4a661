import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import * as schema from '../../../apps/server/src/database/schema/index.ts';
import { TestServer } from '../../e2e/support/server.ts';
import { Postgres } from '../../integration/support/postgres.ts';
import { Clinician } from '../live/clients.ts';
import { type FilledCall, fillCall, type FilledRecording, fillRecording } from './filled.ts';
import { type KillsResult, measureKills } from './kills.ts';
import { filesUnder, leftoversIn, searchFiles } from './search.ts';

const ROTATE = path.join(import.meta.dirname, '../../../dist/server/apps/server/src/keys/rotate-key.main.js');

/** The clinician's address, as `Clinician` sets it up. */
const ACCOUNT = 'bench@example.org';

export interface EraseResult extends KillsResult {
  /** Erased on either database: a call, a participant, a recording, a face. */
  subjects: number;
  tables: number;
  /** Searched byte by byte, on either database, and PostgreSQL's dump as one. */
  files: number;
  /** Words of erased subjects that were found in them. */
  leftovers: number;
  /** Answers about others that were not the same as before: after the erasures, after a restart, and after the key was changed. */
  crossSubjectLoss: number;
  rotateKeyMs: number;
}

export async function measureErase({ kills, say }: { kills: number; say: (line: string) => void }): Promise<EraseResult> {
  say('On the embedded database …');
  const embedded = await eraseOn(undefined, say);
  say('On PostgreSQL …');
  const postgres = await Postgres.create();
  const onPostgres = await eraseOn(postgres, say);
  await postgres.remove();
  const tables = Object.values<unknown>(schema)
    .filter((table) => is(table, PgTable))
    .map(getTableName);
  return {
    subjects: embedded.subjects + onPostgres.subjects,
    tables: tables.length,
    files: embedded.files + onPostgres.files,
    leftovers: embedded.leftovers + onPostgres.leftovers,
    crossSubjectLoss: embedded.crossSubjectLoss + onPostgres.crossSubjectLoss,
    rotateKeyMs: embedded.rotateKeyMs,
    ...(await measureKills(kills, say)),
  };
}

type Outcome = Pick<EraseResult, 'subjects' | 'files' | 'leftovers' | 'crossSubjectLoss' | 'rotateKeyMs'>;

/** Fills a server, erases one subject of each kind, and looks for what is left of them in everything that a thief of the disk has. */
async function eraseOn(postgres: Postgres | undefined, say: (line: string) => void): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'attune-erase-'));
  const dataDir = path.join(folder, 'data');
  const env: Record<string, string> = postgres === undefined ? {} : { DATABASE_URL: postgres.url };
  let server = await TestServer.start({ dataDir, env });
  const { port } = server;
  try {
    const account = new Clinician(server.url);
    await account.setUp(dataDir);
    const calls: FilledCall[] = [];
    for (let i = 0; i < 4; i++) calls.push(await fillCall(server.url, account, i));
    const recordings: FilledRecording[] = [];
    for (let i = 0; i < 2; i++) recordings.push(await fillRecording(server.url, account, folder));
    const [erased, partly, ...kept] = calls as [FilledCall, FilledCall, ...FilledCall[]];
    const [gone, withFace] = recordings as [FilledRecording, FilledRecording];
    const others = () => answersOf(account, kept);
    const before = await others();

    await account.send('DELETE', `/api/calls/${erased.id}`);
    await account.send('DELETE', `/api/calls/${partly.id}/participants/${partly.patientId}`);
    await account.send('DELETE', `/api/recordings/${gone.id}`);
    await account.send('DELETE', `/api/recordings/${withFace.id}/faces/1`);
    let crossSubjectLoss = differences(before, await others());
    const ofOthers = await account.send('GET', `/api/calls/${partly.id}/transcript`);
    if (!partly.words.some((one) => !partly.patientWords.includes(one) && ofOthers.includes(one))) crossSubjectLoss++;

    await server.stop();
    const words = [...erased.words, ...partly.patientWords, ...gone.words, ...withFace.faceWords];
    const files = [...filesUnder(dataDir), ...(postgres === undefined ? [] : filesUnder(postgres.dataFolder))];
    // What nobody erased, and is in the clear, must be found, or the search finds nothing at all.
    if (searchFiles(files, [ACCOUNT], () => undefined) === 0) throw new Error('The search does not even find the account.');
    say(`Looking for ${words.length} words in ${files.length} files …`);
    let leftovers = searchFiles(files, words, say);
    if (postgres !== undefined) leftovers += leftoversIn('the dump', await dumpOf(postgres.url), words, say);

    server = await TestServer.start({ dataDir, env, port });
    crossSubjectLoss += differences(before, await others());
    await server.stop();
    const since = performance.now();
    await promisify(execFile)(process.execPath, [ROTATE], { env: { ...process.env, ...env, ATTUNE_DATA: dataDir } });
    const rotateKeyMs = Math.round(performance.now() - since);
    server = await TestServer.start({ dataDir, env, port });
    crossSubjectLoss += differences(before, await others());
    return { subjects: 4, files: files.length + (postgres === undefined ? 0 : 1), leftovers, crossSubjectLoss, rotateKeyMs };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything that the API says about calls. */
async function answersOf(account: Clinician, calls: readonly FilledCall[]): Promise<string[]> {
  const answers: string[] = [];
  for (const { id } of calls)
    for (const part of ['', '/timeline', '/transcript', '/summary', '/note'])
      answers.push(await account.send('GET', `/api/calls/${id}${part}`));
  return answers;
}

const differences = (before: readonly string[], after: readonly string[]) => before.filter((answer, i) => after[i] !== answer).length;

/** Every row of every table, as text. */
async function dumpOf(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    );
    const parts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      for (const row of rows)
        parts.push(
          ...Object.values(row).map((value) =>
            value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
          ),
        );
    }
    return Buffer.from(parts.join('\n'), 'latin1');
  } finally {
    await client.end();
  }
}
