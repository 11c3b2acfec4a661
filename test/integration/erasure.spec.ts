import { existsSync, readFileSync } from 'node:fs';
import { eq, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage } from '#contracts/audit';
import type { CallView } from '#contracts/rest';
import type { Database } from '../../apps/server/src/database/database.ts';
import { DATABASE } from '../../apps/server/src/database/database.token.ts';
import * as schema from '../../apps/server/src/database/schema/index.ts';
import { SubjectErasure } from '../../apps/server/src/erasing/subject-erasure.ts';
import type { CallKeys } from '../../apps/server/src/keys/call-keys.ts';
import { rotateKey } from '../../apps/server/src/keys/rotate-key.ts';
import { type OwedWrites } from '../../apps/server/src/owed/owed-writes.ts';
import { Attune, Clinician } from './support/attune.ts';
import { Postgres } from './support/postgres.ts';

interface Filled {
  call: CallView;
  patientId: string;
}

describe.each(['embedded', 'PostgreSQL'])('erasing, on the %s database', (kind) => {
  let postgres: Postgres | undefined;
  let attune: Attune;
  let clinician: Clinician;
  const db = () => attune.app.get<Database>(DATABASE, { strict: false });
  /** A call that is over, with words in it, a marker and a note. */
  const filled = async (): Promise<Filled> => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const { participantId, participantKey } = await attune.join(call);
    const [doctor, patient] = [clinician.connect(call.id), attune.connect({ callId: call.id, participantKey })];
    await Promise.all([doctor.ready(), patient.ready()]);
    await doctor.ask('ready', {});
    await patient.ask('ready', {});
    await doctor.ask('admit', { participantId });
    await doctor.ask('addMarker', { text: 'Knee' });
    await patient.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' });
    expect((await clinician.request('DELETE', `/api/calls/${call.id}`)).body).toMatchObject({ code: 'call-occupied' });
    await clinician.request('POST', `/api/calls/${call.id}/transcript/segments`, {
      segments: [
        { id: 'a', speaker: 'Jan', participantId, startMs: 0, endMs: 900, text: 'It hurts.' },
        { id: 'b', speaker: 'Ada', startMs: 1_000, endMs: 1_900, text: 'Where?' },
      ],
    });
    await clinician.request('POST', `/api/calls/${call.id}/end`);
    const { version } = (await clinician.request('GET', `/api/calls/${call.id}/note`)).body;
    await clinician.request('PUT', `/api/calls/${call.id}/note`, { markdown: 'Rest.', version });
    return { call, patientId: participantId };
  };
  const rowsOf = async (table: PgTable & { callId: never }, callId: string) =>
    (
      await db()
        .select()
        .from(table as never)
        .where(eq(table.callId, callId))
    ).length;

  beforeAll(async () => {
    postgres = kind === 'embedded' ? undefined : await Postgres.create();
    attune = await Attune.start({ ...(postgres && { databaseUrl: postgres.url }) });
    clinician = await attune.clinician();
  });
  afterAll(async () => {
    await attune.stop();
    await postgres?.remove();
  });

  it('a call leaves nothing but entries of the log, and its key is gone', async () => {
    const { call } = await filled();
    const other = await filled();
    const before = (await clinician.request('GET', `/api/calls/${other.call.id}/transcript`)).body;
    expect((await clinician.request('DELETE', `/api/calls/${call.id}`)).status).toBe(204);
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).status).toBe(404);
    expect((await clinician.request('DELETE', `/api/calls/${call.id}`)).status).toBe(404);
    const withCalls = Object.values<unknown>(schema).filter(
      (table): table is PgTable & { callId: never } => is(table, PgTable) && 'callId' in table && getTableName(table) !== 'audit_entries',
    );
    expect(withCalls.length).toBeGreaterThan(8);
    for (const table of withCalls) expect([getTableName(table), await rowsOf(table, call.id)]).toEqual([getTableName(table), 0]);
    expect((await clinician.request('GET', `/api/calls/${other.call.id}/transcript`)).body).toEqual(before);
    const { entries } = (await clinician.request('GET', `/api/audit?call=${call.id}`)).body as unknown as AuditPage;
    expect(entries[0]).toMatchObject({ action: 'call-deleted', call: { id: call.id, title: null } });
  });

  it('a participant leaves the rest of the call as it was', async () => {
    const { call, patientId } = await filled();
    const clinicianId = (await clinician.request('GET', `/api/calls/${call.id}`)).body as unknown as CallView;
    const own = clinicianId.participants.find(({ role }) => role === 'clinician')!.id;
    expect((await clinician.request('DELETE', `/api/calls/${call.id}/participants/${own}`)).body).toMatchObject({
      code: 'clinician-stays',
    });
    const path = `/api/calls/${call.id}/participants/${patientId}`;
    expect((await clinician.request('DELETE', path)).status).toBe(204);
    expect((await clinician.request('DELETE', path)).body).toMatchObject({ code: 'participant-unknown' });
    const view = (await clinician.request('GET', `/api/calls/${call.id}`)).body as unknown as CallView;
    expect(view.participants.map(({ role }) => role)).toEqual(['clinician']);
    const transcript = (await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body as unknown as {
      utterances: { text: string }[];
    };
    expect(transcript.utterances.map(({ text }) => text)).toEqual(['Where?']);
    expect((await clinician.request('GET', `/api/calls/${call.id}/note`)).body).toMatchObject({ markdown: 'Rest.' });
    expect(await rowsOf(schema.consents as never, call.id)).toBe(0);
  });

  it('a new key opens what the old one did, and the old one opens nothing', async () => {
    const { call } = await filled();
    const before = (await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body;
    const { config } = attune;
    const old = readFileSync(config.keyFile, 'utf8');
    await expect(rotateKey(config)).rejects.toThrow(kind === 'embedded' ? /Another Attune is using/ : /Other programs are connected/);
    expect(readFileSync(config.keyFile, 'utf8')).toBe(old);
    await attune.stop({ keepData: true });
    expect((await rotateKey(config)).calls).toBeGreaterThan(1);
    expect(readFileSync(config.keyFile, 'utf8')).not.toBe(old);
    await expect(Attune.start({ ...config, storageKey: old.trim() })).rejects.toThrow(/sealed with another key/);
    attune = await Attune.start(config);
    clinician = new Clinician(attune, clinician.cookie);
    expect((await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body).toEqual(before);
    expect(existsSync(`${config.keyFile}.next`)).toBe(false);
  });
});

it('does not start where a table with subjects in it is nobody’s', () => {
  const erasure = new SubjectErasure(
    undefined as unknown as Database,
    undefined as unknown as OwedWrites,
    undefined as unknown as CallKeys,
  );
  erasure.register({ tables: [schema.calls, schema.participants] });
  expect(() => erasure.onApplicationBootstrap()).toThrow(/No feature says how it erases from .*utterances/);
});
