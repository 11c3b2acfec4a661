import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { afterAll, expect, it } from 'vitest';
import { encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';
import { asPglite, EmbeddedDatabase } from '../database/embedded-database.ts';
import type { Database } from '../database/database.ts';
import * as schema from '../database/schema/index.ts';
import { secretPlace } from '../database/secrets.ts';
import { samplesIn } from '../timeline/sample-pages.ts';
import { SamplePagesRepository } from '../timeline/sample-pages.repository.ts';
import { CallKeys } from './call-keys.ts';
import { sealStored } from './seal-stored.ts';
import { Seal, type Sealed } from './seal.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-sealing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MIGRATIONS = join(import.meta.dirname, '../../drizzle');
const [ACCOUNT, CALL, JAN] = Array.from({ length: 3 }, () => crypto.randomUUID()) as [string, string, string];
const WORDS = [
  'wzTitle',
  'wzPatient',
  'wzMarker',
  'wzSpeaker',
  'wzSaid',
  'wzFile',
  'wzNote',
  'wzSigned',
  'wzVideo',
  'wzProblem',
  'wzPlatform',
];

/** The migrations until there were keys. */
function migrationsBefore(): string {
  const before = join(folder, 'drizzle');
  cpSync(MIGRATIONS, before, { recursive: true });
  const path = join(before, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] };
  journal.entries = journal.entries.slice(
    0,
    journal.entries.findIndex(({ tag }) => tag.endsWith('_sealed')),
  );
  writeFileSync(path, JSON.stringify(journal));
  return before;
}

const sample = (atMs: number) => ({
  atMs,
  state: 'ok' as const,
  raw: [0.25, 0.75],
  smoothed: [0.3, 0.7],
  label: 'b',
  coverage: 0.9,
  faceHeight: 80,
});

it('seals everything that an earlier version stored in the clear, and nothing of it stays in the files', { timeout: 120_000 }, async () => {
  const dataDir = join(folder, 'data');
  const client = await EmbeddedDatabase.open(folder + '/db');
  const db: Database = drizzle(asPglite(client), { schema });
  await migrate(drizzle(asPglite(client), { schema }), { migrationsFolder: migrationsBefore() });
  await db.execute(sql`insert into accounts values (${ACCOUNT}, 'Ada', 'ada@example.org', '-', now())`);
  await db.execute(
    sql`insert into calls (id, owner_id, title, status, created_at, patient_name) values (${CALL}, ${ACCOUNT}, 'wzTitle', 'ended', now(), 'wzPatient')`,
  );
  await db.execute(
    sql`insert into participants (id, call_id, role, name, created_at) values (${JAN}, ${CALL}, 'patient', 'wzPatient', now())`,
  );
  await db.execute(sql`insert into markers values (gen_random_uuid(), ${CALL}, 5, 'wzMarker')`);
  await db.execute(sql`insert into transcripts (call_id, offset_ms, file_name) values (${CALL}, 0, 'wzFile')`);
  await db.execute(
    sql`insert into utterances (id, call_id, speaker, start_ms, end_ms, text, words, source, platform_id)
      values (gen_random_uuid(), ${CALL}, 'wzSpeaker', 0, 9, 'wzSaid', '[{"text": "wzSaid", "startMs": 0, "endMs": 9}]', 'platform', 'wzPlatform')`,
  );
  await db.execute(
    sql`insert into notes (call_id, markdown, version, updated_at, signed_by) values (${CALL}, 'wzNote', 1, now(), 'wzSigned')`,
  );
  await db.execute(
    sql`insert into recordings (id, file_name, bytes, received_bytes, received_at, profile, every_nth, status, problem, earlier)
      values (${CALL}, 'wzVideo', 1, 1, now(), 'call', 1, 'failed', '{"code": "x", "message": "wzProblem"}', null)`,
  );
  await db.execute(
    sql`insert into sample_chunks (call_id, participant_id, start_ms, count, classes, samples)
      values (${CALL}, ${JAN}, 0, 1, '["a", "b"]', '[[0, 0, "b", 9000, 80, [2500, 7500], [3000, 7000]]]')`,
  );
  const stored = encodeSamples(SampleColumns.of(['a', 'b'], [sample(200)]));
  await db.execute(
    sql`insert into sample_chunks (call_id, participant_id, start_ms, count, classes, data) values (${CALL}, ${JAN}, 200, 1, '["a", "b"]', ${stored})`,
  );
  const secret = randomBytes(32);
  await db.execute(sql`insert into secrets values ('media', ${secret.toString('base64')})`);

  await migrate(drizzle(asPglite(client), { schema }), { migrationsFolder: MIGRATIONS });
  const installation = new Seal(randomBytes(32));
  await sealStored(db, installation, dataDir);
  await sealStored(db, installation, dataDir);

  const keys = new CallKeys(db, installation);
  const seal = await keys.of(CALL);
  const [call] = await db.select().from(schema.calls);
  const [utterance] = await db.select().from(schema.utterances);
  const [recording] = await db.select().from(schema.recordings);
  const [note] = await db.select().from(schema.notes).where(eq(schema.notes.callId, CALL));
  const [kept] = await db.select().from(schema.secrets);
  expect(seal.open('calls.title', call!.title)).toBe('wzTitle');
  expect(seal.open('utterances.content', utterance!.content)).toMatchObject({ speaker: 'wzSpeaker', text: 'wzSaid', confidence: null });
  expect(utterance!.platformId).toBe(seal.fingerprint('wzPlatform'));
  expect(seal.open('recordings.problem', recording!.problem!)).toEqual({ code: 'x', message: 'wzProblem' });
  expect(seal.open('notes.markdown', note!.markdown)).toBe('wzNote');
  expect(Buffer.from(installation.open(secretPlace('media'), kept!.value as Sealed<Uint8Array>))).toEqual(secret);
  const pages = await new SamplePagesRepository(db, keys).of(CALL, { writeIds: [], hidden: [] });
  expect(samplesIn(pages).map(({ samples }) => [samples.at(0), samples.at(1)])).toEqual([[sample(0), sample(200)]]);
  await client.close();

  const files = readdirSync(join(folder, 'db'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, 'db', name))
    .filter((path) => statSync(path).isFile());
  expect(files.filter((path) => readFileSync(path).includes('ada@example.org'))).not.toEqual([]);
  expect(WORDS.filter((word) => files.some((path) => readFileSync(path).includes(word)))).toEqual([]);
});
