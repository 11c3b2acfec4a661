import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { failureOf } from './database-errors.ts';

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );

describe('what a failed statement says', () => {
  it('tells what the database refuses, through Drizzle, from a real database', async () => {
    const client = await PGlite.create();
    const db = drizzle(client);
    await db.execute(sql`create table things (id uuid primary key, name text not null, of uuid references things (id))`);
    const one = '00000000-0000-4000-8000-000000000001';
    await db.execute(sql`insert into things values (${one}, 'a')`);
    expect(failureOf(await thrown(db.execute(sql`insert into things values (${one}, 'a')`)))).toBe('refused');
    expect(failureOf(await thrown(db.execute(sql`insert into things values (gen_random_uuid(), ${'a\u0000b'})`)))).toBe('refused');
    expect(failureOf(await thrown(db.execute(sql`insert into things values (gen_random_uuid(), 'a', gen_random_uuid())`)))).toBe('refused');
    expect(failureOf(await thrown(db.execute(sql`insert into nothing values (1)`)))).toBe('refused');
    await client.close();
    expect(failureOf(await thrown(db.execute(sql`select 1`)))).toBe('outage');
  }, 30_000);

  it('tells an outage', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });
    expect(failureOf(await thrown(pool.query('select 1')))).toBe('outage');
    await pool.end();
    for (const code of ['53100', '57P01', '08006', '40001', 'ENOSPC', 'ECONNREFUSED'])
      expect(failureOf(Object.assign(new Error('x'), { code }))).toBe('outage');
    expect(failureOf(Object.assign(new Error('Failed query'), { cause: { name: 'ErrnoError', errno: 51 } }))).toBe('outage');
    expect(failureOf(new Error('Connection terminated unexpectedly'))).toBe('outage');
  });

  it('does not guess', () => {
    expect(failureOf(new Error('memory access out of bounds'))).toBe('unknown');
    expect(failureOf('text')).toBe('unknown');
    expect(failureOf(Object.assign(new Error('x'), { code: 'XX000' }))).toBe('unknown');
  });
});
