import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, expect, it } from 'vitest';
import { loadConfig } from '../../apps/server/src/config/config.ts';
import { ConsentsRepository } from '../../apps/server/src/consent/consents.repository.ts';
import { openDatabase } from '../../apps/server/src/database/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-migration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [ACCOUNT, CALL, JAN, EVA] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [string, string, string, string];

/** The schema as it was before the consent room. */
function migrationsBefore(migrationsDir: string): string {
  const before = join(folder, 'drizzle');
  cpSync(migrationsDir, before, { recursive: true });
  const path = join(before, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] };
  journal.entries = journal.entries.filter(({ tag }) => ['0000_start', '0001_recordings', '0002_recording-workers'].includes(tag));
  writeFileSync(path, JSON.stringify(journal));
  return before;
}

it('carries over what was decided and erased before there was a room for it', async () => {
  const config = { ...loadConfig({}), dataDir: join(folder, 'data') };
  const old = await openDatabase({ ...config, migrationsDir: migrationsBefore(config.migrationsDir) });
  await old.db.execute(sql`insert into accounts values (${ACCOUNT}, 'Ada', 'ada@example.org', '-', now())`);
  await old.db.execute(
    sql`insert into calls (id, owner_id, title, status, created_at, patient_name, invitation_expires_at) values (${CALL}, ${ACCOUNT}, 'Call', 'ended', now(), '', now())`,
  );
  for (const id of [JAN, EVA])
    await old.db.execute(
      sql`insert into participants (id, call_id, role, name, created_at) values (${id}, ${CALL}, 'patient', 'P', now())`,
    );
  for (const [id, decision] of [
    [JAN, 'granted'],
    [EVA, 'refused'],
    [JAN, 'withdrawn'],
    [JAN, 'granted'],
  ] as const) {
    await old.db.execute(
      sql`insert into consents (call_id, participant_id, decision, wording, language, at) values (${CALL}, ${id}, ${decision}, '2026-11', 'cs', now())`,
    );
  }
  await old.db.execute(
    sql`insert into audit_entries (at, actor_kind, actor_id, action, call_id, detail) values (now(), 'participant', ${JAN}, 'samples-erased', ${CALL}, '{"samples": 42}')`,
  );
  await old.close();

  const now = await openDatabase(config);
  const repository = new ConsentsRepository(now.db);
  const rows = await repository.ofCalls(CALL);
  const of = (id: string) =>
    rows
      .filter(({ participantId }) => participantId === id)
      .map(({ number, scope, decision, wording, language, source }) => [number, scope, decision, wording, language, source].join(' '));
  expect(of(JAN)).toEqual([
    '1 expression granted 2026-11 cs call',
    '2 expression withdrawn 2026-11 cs call',
    '3 expression granted 2026-11 cs call',
  ]);
  expect(of(EVA)).toEqual(['1 expression refused 2026-11 cs call']);
  expect(await repository.erasuresOf(CALL)).toMatchObject([{ participantId: JAN, samples: 42, source: 'call' }]);
  await now.close();
}, 120_000);
