import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedDatabase } from './embedded-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-embedded-'));
let database: EmbeddedDatabase;

beforeAll(async () => {
  database = await EmbeddedDatabase.open(join(folder, 'db'));
  await database.exec("create table things (id integer primary key, name text); insert into things values (1, 'one')");
}, 60_000);
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const names = async (of: Pick<EmbeddedDatabase, 'query'> = database) =>
  (await of.query<{ name: string }>('select name from things order by id')).rows.map((row) => row.name);

it('answers statements with parameters, and errors with their code', async () => {
  expect((await database.query('select name from things where id = $1', [1], { rowMode: 'array' })).rows).toEqual([['one']]);
  await expect(database.query('insert into things values (1, $1)', ['again'])).rejects.toMatchObject({ code: '23505' });
  await expect(database.query('select $1::text', [() => 1])).rejects.toThrow(/could not be cloned/);
});

it('leaves values of the types that it is told to as text', async () => {
  const { rows } = await database.query<{ at: unknown }>('select $1::timestamptz as at', ['2026-01-02T03:04:05Z'], {
    parsers: { 1184: (value: string) => value },
  });
  expect(rows[0]?.at).toBe('2026-01-02 03:04:05+00');
});

it('keeps a transaction apart from what else is asked meanwhile', async () => {
  let outside: Promise<string[]> | undefined;
  await database.transaction(async (transaction) => {
    await transaction.query('insert into things values (2, $1)', ['two']);
    outside = names();
    await sleep(100);
    await transaction.query('insert into things values (3, $1)', ['three']);
  });
  expect(await outside).toEqual(['one', 'two', 'three']);
});

it('rolls back what throws, and works on', async () => {
  await expect(
    database.transaction(async (transaction) => {
      await transaction.query('delete from things');
      throw new Error('No.');
    }),
  ).rejects.toThrow('No.');
  await expect(database.transaction((transaction) => transaction.query('nonsense'))).rejects.toMatchObject({ code: '42601' });
  expect(await names()).toHaveLength(3);
});

it('computes beside the thread that asks', async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  await database.query('select sum(sqrt(a.n)) from generate_series(1, 2000000) as a(n)');
  const tookMs = performance.now() - startedAt;
  delay.disable();
  // On this thread the longest delay would be the whole of it.
  expect(delay.max / 1e6).toBeLessThan(tookMs / 2);
});

it('says so when its folder cannot be opened, and after it was closed', async () => {
  await expect(EmbeddedDatabase.open('/proc/attune/db')).rejects.toThrow();
  const other = await EmbeddedDatabase.open(join(folder, 'other'));
  await other.close();
  await expect(other.query('select 1')).rejects.toThrow(/has stopped/);
}, 60_000);
