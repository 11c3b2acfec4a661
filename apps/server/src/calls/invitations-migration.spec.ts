import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../drizzle');
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort();
const isOurs = (name: string) => name.endsWith('_invitations.sql');

it("links from before get a row of their call's id, and whoever was admitted stays so", { timeout: 60_000 }, async () => {
  const db = await PGlite.create();
  const apply = async (name: string) => {
    for (const statement of readFileSync(join(FOLDER, name), 'utf8').split('--> statement-breakpoint')) await db.exec(statement);
  };
  for (const name of files.slice(0, files.findIndex(isOurs))) await apply(name);
  const [account, open, ended, recording] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await db.query('INSERT INTO accounts (id, name, email, password_hash, created_at) VALUES ($1, $2, $3, $4, now())', [
    account,
    'Dr Ada',
    'ada@example.org',
    '-',
  ]);
  for (const [id, kind, status] of [
    [open, 'call', 'open'],
    [ended, 'call', 'ended'],
    [recording, 'recording', 'ended'],
  ]) {
    await db.query(
      'INSERT INTO calls (id, owner_id, kind, title, status, created_at, patient_name, invitation_expires_at) VALUES ($1, $2, $3, $4, $5, now(), $6, $7)',
      [id, account, kind, 'x', status, '', '2027-03-04T05:06:07.089Z'],
    );
  }
  await db.query('INSERT INTO participants (id, call_id, role, name, created_at, admitted_at) VALUES ($1, $2, $3, $4, now(), $5)', [
    randomUUID(),
    ended,
    'patient',
    'Jan',
    '2026-01-02T03:04:05Z',
  ]);
  await apply(files.find(isOurs) ?? '');
  expect((await db.query('SELECT id, call_id, expires_at, revoked_at, single_use FROM invitations')).rows).toEqual([
    { id: open, call_id: open, expires_at: new Date('2027-03-04T05:06:07.089Z'), revoked_at: null, single_use: false },
  ]);
  expect((await db.query('SELECT first_admitted_at, removed_at, returns FROM participants')).rows).toEqual([
    { first_admitted_at: new Date('2026-01-02T03:04:05Z'), removed_at: null, returns: false },
  ]);
  await db.close();
});
