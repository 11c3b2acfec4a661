import { Logger } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { encodeSamples } from '#contracts/sample-codec';
import { CallKeys } from './call-keys.ts';
import type { Database } from '../database/database.ts';
import { callKeys } from '../database/schema/index.ts';
import { secretPlace } from '../database/secrets.ts';
import { describe } from '../logging/describe.ts';
import { type LegacySample, legacySamples } from '../timeline/legacy-samples.ts';
import { rewriteFiles } from '../database/rewrite-files.ts';
import { sealFiles } from './seal-files.ts';
import type { Seal } from './seal.ts';

type Row = Record<string, unknown>;
/** A table with columns in the clear. `callId`: an expression for the call that a row belongs to. */
interface Stored {
  table: string;
  id: string;
  callId: string;
  plain: string[];
  /** Columns that are not null once they are sealed. */
  required: string[];
  seal: (row: Row, seal: Seal) => Row;
}

const values = (table: string, columns: Record<string, string>) => (row: Row, seal: Seal) =>
  Object.fromEntries(
    Object.entries(columns).map(([column, key]) => [column, seal.sealOrNull(`${table}.${key}`, row[`${column}_plain`] ?? null)]),
  );
const simple = (table: string, id: string, callId: string, columns: Record<string, string>, required: string[]): Stored => ({
  table,
  id,
  callId,
  plain: Object.keys(columns).map((column) => `${column}_plain`),
  required,
  seal: values(table, columns),
});

const TABLES: Stored[] = [
  simple('calls', 'id', 'id', { title: 'title', patient_name: 'patientName' }, ['title', 'patient_name']),
  simple('participants', 'id', 'call_id', { name: 'name' }, ['name']),
  simple('markers', 'id', 'call_id', { text: 'text' }, ['text']),
  simple('transcripts', 'call_id', 'call_id', { file_name: 'fileName' }, []),
  simple('notes', 'call_id', 'call_id', { markdown: 'markdown', signed_by: 'signedBy' }, ['markdown']),
  simple(
    'recordings',
    'id',
    'id',
    {
      file_name: 'fileName',
      problem: 'problem',
      checkpoint: 'checkpoint',
      playable_problem: 'playableProblem',
      listing: 'listing',
      earlier: 'earlier',
    },
    ['file_name'],
  ),
  simple('renders', 'id', 'recording_id', { request: 'request', problem: 'problem' }, ['request']),
  simple('artefacts', 'id', '(select recording_id from renders where renders.id = render_id)', { file_name: 'fileName' }, ['file_name']),
  {
    table: 'utterances',
    id: 'id',
    callId: 'call_id',
    plain: ['speaker_plain', 'text_plain', 'words_plain', 'confidence_plain', 'platform_id_plain'],
    required: ['content'],
    seal: (
      { speaker_plain: speaker, text_plain: text, words_plain: words, confidence_plain: confidence, platform_id_plain: name },
      seal,
    ) => ({
      content: seal.seal('utterances.content', { speaker, text, words, confidence }),
      platform_id: typeof name === 'string' ? seal.fingerprint(name) : null,
    }),
  },
  {
    table: 'sample_chunks',
    id: 'id',
    callId: 'call_id',
    plain: ['data_plain', 'samples_plain'],
    required: ['data'],
    seal: ({ data_plain: data, samples_plain: samples, classes }, seal) => ({
      data: seal.seal('sample_chunks.data', data ?? encodeSamples(legacySamples(classes as string[], samples as LegacySample[]))),
    }),
  },
];

/** Of one statement. */
const ROWS = 500;

/**
 * Seals what an earlier version stored in the clear, once: files first, then everything in the database at once, whose old columns go. Cut short, it
 * begins again at the next start.
 */
export async function sealStored(db: Database, installation: Seal, dataDir: string): Promise<void> {
  if (!(await hasPlain(db))) return;
  await giveKeys(db, new CallKeys(db, installation));
  // Not the ones that were made: where another server was quicker, its keys are stored.
  const keys = new CallKeys(db, installation);
  await sealFiles(db, keys, installation, dataDir);
  let sealed = 0;
  await db.transaction(async (tx) => {
    const within = tx as unknown as Database;
    sealed += await sealSecrets(within, installation);
    for (const stored of TABLES) sealed += await sealTable(within, keys, stored);
  });
  if (sealed === 0) return;
  try {
    await rewriteFiles(db, sql`vacuum full`);
  } catch (error) {
    new Logger('Keys').warn(`What was stored in the clear may lie in the database's files until "vacuum full" has run. ${describe(error)}`);
  }
}

async function hasPlain(db: Database): Promise<boolean> {
  const found = await rowsOf(
    db,
    sql`select 1 as one from information_schema.columns where table_schema = current_schema() and table_name = 'calls' and column_name = 'title_plain'`,
  );
  return found.length > 0;
}

async function giveKeys(db: Database, keys: CallKeys): Promise<void> {
  const without = await rowsOf(db, sql`select id from calls where not exists (select 1 from call_keys where call_id = calls.id)`);
  for (const { id } of without)
    await db
      .insert(callKeys)
      .values(keys.make(id as string).row)
      .onConflictDoNothing();
}

async function sealSecrets(db: Database, installation: Seal): Promise<number> {
  const rows = await rowsOf(db, sql`select name, value_plain from secrets`);
  for (const { name, value_plain: value } of rows) {
    const sealed = installation.seal(secretPlace(name as string), new Uint8Array(Buffer.from(value as string, 'base64')));
    await db.execute(sql`update secrets set value = ${sealed} where name = ${name as string}`);
  }
  await db.execute(sql`alter table secrets drop column value_plain, alter column value set not null`);
  return rows.length;
}

async function sealTable(db: Database, keys: CallKeys, { table, id, callId, plain, required, seal }: Stored): Promise<number> {
  let count = 0;
  for (let after: unknown = null; ; ) {
    const rows = await rowsOf(
      db,
      sql`select *, ${sql.raw(callId)} as key_of, ${sql.raw(id)} as row_id from ${sql.identifier(table)}
        where ${after === null ? sql`true` : sql`${sql.raw(id)} > ${after}`} order by ${sql.raw(id)} limit ${ROWS}`,
    );
    const seals = await keys.ofAll(
      rows.map((row) => row['key_of'] as string),
      db,
    );
    for (const row of rows) {
      const own = seals.get(row['key_of'] as string);
      if (own === undefined) throw new Error(`A row of ${table} belongs to no call.`);
      const set = Object.entries(seal(row, own)).map(([column, value]) => sql`${sql.identifier(column)} = ${value}`);
      await db.execute(sql`update ${sql.identifier(table)} set ${sql.join(set, sql`, `)} where ${sql.raw(id)} = ${row['row_id']}`);
    }
    count += rows.length;
    if (rows.length < ROWS) break;
    after = rows.at(-1)?.['row_id'] ?? null;
  }
  const changes = [
    ...plain.map((column) => sql`drop column ${sql.identifier(column)}`),
    ...required.map((column) => sql`alter column ${sql.identifier(column)} set not null`),
  ];
  await db.execute(sql`alter table ${sql.identifier(table)} ${sql.join(changes, sql`, `)}`);
  return count;
}

async function rowsOf(db: Database, query: Parameters<Database['execute']>[0]): Promise<Row[]> {
  return ((await db.execute<Row>(query)) as { rows: Row[] }).rows;
}
