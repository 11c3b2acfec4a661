import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditChain, AuditPage } from '#contracts/audit';
import type { CallView } from '#contracts/rest';
import { AuditRepository } from '../../apps/server/src/audit/audit.repository.ts';
import { AuditService } from '../../apps/server/src/audit/audit.service.ts';
import type { Database } from '../../apps/server/src/database/database.ts';
import { DATABASE } from '../../apps/server/src/database/database.token.ts';
import { Attune, type Clinician, eventually } from './support/attune.ts';
import { Postgres } from './support/postgres.ts';

describe.each(['embedded', 'PostgreSQL'])('the audit log on the %s database', (kind) => {
  let postgres: Postgres | undefined;
  let attune: Attune;
  let clinician: Clinician;
  let call: CallView;
  const service = () => attune.app.get(AuditService, { strict: false });
  const db = () => attune.app.get<Database>(DATABASE, { strict: false });
  const read = async (query = '') => (await clinician.request('GET', `/api/audit${query}`)).body as unknown as AuditPage;
  const chain = async () => (await clinician.request('GET', '/api/audit/chain')).body as unknown as AuditChain;

  beforeAll(async () => {
    postgres = kind === 'embedded' ? undefined : await Postgres.create();
    attune = await Attune.start({ ...(postgres && { databaseUrl: postgres.url }) });
    clinician = await attune.clinician();
    call = await clinician.createCall('Check-up', 'Jan');
  });
  afterAll(async () => {
    await attune.stop();
    await postgres?.remove();
  });

  it('has an entry for what is read, changed, exported, and for a sign-in that failed', async () => {
    for (const path of ['timeline', 'transcript', 'summary', 'summary.md', 'note'])
      expect((await clinician.request('GET', `/api/calls/${call.id}/${path}`)).status).toBe(200);
    await clinician.request('POST', `/api/calls/${call.id}/note/attach`);
    await attune.request('POST', '/api/auth/login', { email: 'ada@example.org', password: 'not the password' });
    await attune.request('POST', '/api/auth/login', { email: 'nobody@example.org', password: 'not the password' });
    await attune.join(call);
    await clinician.request('POST', `/api/calls/${call.id}/end`);
    await clinician.request('POST', `/api/calls/${call.id}/end`);
    const { entries } = await read();
    const actions = entries.map(({ action }) => action).reverse();
    expect(actions).toEqual([
      'account-created',
      'call-created',
      'timeline-read',
      'transcript-read',
      'summary-read',
      'summary-exported',
      'note-read',
      'note-summary-attached',
      'sign-in-failed',
      'sign-in-failed',
      'joined',
      'call-ended',
    ]);
    expect(entries.find(({ action }) => action === 'transcript-read')).toMatchObject({
      actor: { kind: 'account', name: 'Dr Ada' },
      call: { id: call.id, title: 'Check-up', kind: 'call' },
    });
    expect(entries.find(({ action }) => action === 'joined')).toMatchObject({ actor: { kind: 'participant', name: 'Jan' } });
    // Whose password was tried; nothing of an address that nobody has.
    expect(
      entries.filter(({ action }) => action === 'sign-in-failed').map(({ actor, detail }) => [actor.kind, typeof detail['accountId']]),
    ).toEqual([
      ['nobody', 'object'],
      ['nobody', 'string'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('nobody@');
  });

  it('is filtered, paged, exported, and for the administrator only', async () => {
    const first = await read('?limit=5');
    const second = await read(`?limit=5&before=${String(first.next)}`);
    expect([...first.entries, ...second.entries].map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 10 }, (_, index) => (first.entries[0]?.sequence ?? 0) - index),
    );
    expect((await read('?action=note-read')).entries.map(({ action }) => action)).toEqual(['note-read']);
    expect((await read(`?call=${call.id}&limit=200`)).entries.every((entry) => entry.call?.id === call.id)).toBe(true);
    await attune.app
      .get(AuditService, { strict: false })
      .record({ actor: { kind: 'system', id: null }, action: 'call-ended', detail: { '=cmd': '=1+1,"x"' } });
    const csv = String((await clinician.request('GET', '/api/audit/export?format=csv')).body['text']);
    expect(csv.split('\r\n')[0]).toBe('sequence,at,action,actorKind,actorId,actorName,callId,callTitle,detail,hash');
    expect(csv).toContain('account-created');
    const json = (await clinician.request('GET', '/api/audit/export?format=json')).body as unknown as { action: string }[];
    expect(json[0]?.action).toBe('audit-exported');
    expect(json.at(-1)?.action).toBe('account-created');
    const stranger = await attune.stranger();
    for (const path of ['', '/chain', '/export']) {
      expect(await stranger.request('GET', `/api/audit${path}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect((await attune.request('GET', `/api/audit${path}`)).status).toBe(401);
    }
  });

  it('is one chain, also of what is written at the same time', async () => {
    const before = (await chain()).entries;
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        service().record({
          actor: { kind: 'system', id: null },
          action: index % 2 === 0 ? 'note-read' : 'note-saved',
          callId: call.id,
          detail: { index },
        }),
      ),
    );
    await eventually(async () => (await chain()).entries === before + 40, 'all entries');
    expect(await chain()).toMatchObject({ intact: true, brokenAt: null, head: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it('stores an entry once, however often it is tried', async () => {
    const before = (await chain()).entries;
    const entry = {
      entryId: crypto.randomUUID(),
      at: new Date(),
      actorKind: 'system',
      actorId: null,
      action: 'left',
      callId: null,
      detail: null,
    } as const;
    const repository = attune.app.get(AuditRepository, { strict: false });
    await Promise.all([repository.append([entry]), repository.append([entry])]);
    expect(await chain()).toMatchObject({ entries: before + 1, intact: true });
  });

  it('gives no answer that it cannot record', async () => {
    // As the database says when its disk is full.
    await db().execute(
      sql`create function no_room() returns trigger language plpgsql as $$ begin raise exception 'no liveCall' using errcode = '53100'; end $$`,
    );
    await db().execute(sql`create trigger no_room before insert on audit_entries execute function no_room()`);
    try {
      expect(await clinician.request('GET', `/api/calls/${call.id}/transcript`)).toMatchObject({
        status: 503,
        body: { code: 'storage-failed' },
      });
      expect((await clinician.request('PUT', `/api/calls/${call.id}/note`, { markdown: 'Changed', version: 2 })).status).toBe(200);
    } finally {
      await db().execute(sql`drop trigger no_room on audit_entries`);
    }
    // The change has happened, and is recorded as soon as that works again.
    await eventually(
      async () => (await read('?action=note-saved&limit=1')).entries[0]?.detail['version'] === 3,
      'the entry of the change',
      15_000,
    );
    expect((await chain()).intact).toBe(true);
  });

  it.each([
    [
      'changed',
      (at: number) => sql`update audit_entries set detail = '{"index": 999}' where sequence = ${at}`,
      (at: number) => sql`update audit_entries set detail = ${JSON.stringify({ index: 3 })}::jsonb where sequence = ${at}`,
    ],
    [
      'given to another',
      (at: number) => sql`update audit_entries set actor_kind = 'platform' where sequence = ${at}`,
      (at: number) => sql`update audit_entries set actor_kind = 'system' where sequence = ${at}`,
    ],
  ])('says where it was %s', async (_what, harm, mend) => {
    const at = (await read('?action=note-saved&limit=200')).entries.find(({ detail }) => detail['index'] === 3)?.sequence ?? 0;
    await db().execute(harm(at));
    expect(await chain()).toMatchObject({ intact: false, brokenAt: at });
    await db().execute(mend(at));
    expect(await chain()).toMatchObject({ intact: true });
  });

  it('says where an entry is missing, and that one stands beside the chain', async () => {
    await db().execute(sql`insert into audit_entries (at, actor_kind, action) values (now(), 'system', 'left')`);
    expect((await chain()).intact).toBe(false);
    await db().execute(sql`delete from audit_entries where sequence is null`);
    expect((await chain()).intact).toBe(true);
    await db().execute(sql`delete from audit_entries where sequence = 5`);
    expect(await chain()).toMatchObject({ intact: false, brokenAt: 5 });
  });

  it('makes entries from before there was a chain its first links', async () => {
    await db().execute(sql`delete from audit_entries`);
    await db().execute(sql`delete from audit_head`);
    await db().execute(
      sql`insert into audit_entries (at, actor_kind, action, detail) select now(), 'system', 'left', '{"b": 1, "a": 2}' from generate_series(1, 1200)`,
    );
    await attune.app.get(AuditRepository, { strict: false }).begin();
    expect(await service().verify()).toMatchObject({ entries: 1_200, intact: true });
  });
});
