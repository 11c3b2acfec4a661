import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallTimeline } from '#contracts/timeline';
import type { Database } from '../../apps/server/src/database/database.ts';
import { DATABASE } from '../../apps/server/src/database/database.token.ts';
import { SampleColumns } from '#contracts/sample-columns';
import type { Type } from '@nestjs/common';
import { SubjectErasure } from '../../apps/server/src/erasing/subject-erasure.ts';
import { CallKeys } from '../../apps/server/src/keys/call-keys.ts';
import { OwedWrites } from '../../apps/server/src/owed/owed-writes.ts';
import { RetentionService } from '../../apps/server/src/retention/retention.service.ts';
import { SampleChunk } from '../../apps/server/src/timeline/sample-chunk.ts';
import { TimelineRepository } from '../../apps/server/src/timeline/timeline.repository.ts';
import { TimelineService } from '../../apps/server/src/timeline/timeline.service.ts';
import { Attune, type CallClient, type Clinician, eventually, pause } from './support/attune.ts';
import { estimateAt, infer as inferAs, modelLoaded } from './support/estimates.ts';
import { Postgres } from './support/postgres.ts';

const CLASSES = ['a', 'b'];
const SAMPLE = { state: 'ok' as const, raw: [0.25, 0.75], smoothed: [0.3, 0.7], label: 'b', coverage: 0.9, faceHeight: 80 };

describe('on PostgreSQL', () => {
  let postgres: Postgres;
  let attune: Attune;
  let clinician: Clinician;

  beforeAll(async () => {
    postgres = await Postgres.create();
    attune = await Attune.start({ databaseUrl: postgres.url }, { ATTUNE_CALL_DAYS: '1000' });
    clinician = await attune.clinician();
  });
  afterAll(async () => {
    await attune.stop();
    await postgres.remove();
  });

  it('outlives a connection that breaks in the middle of a transaction', async () => {
    const db = attune.app.get<Database>(DATABASE, { strict: false });
    const killer = new pg.Client({ connectionString: postgres.url });
    await killer.connect();
    // An error that nobody listens to fails the run.
    const broken = db.transaction(async (transaction) => {
      await transaction.execute(sql`select 1`);
      const { rowCount } = await killer.query("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
      expect(rowCount).toBe(1);
      await pause(200);
      await transaction.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    await killer.end();
    await db.execute(sql`select 1`);
  });

  it('a call goes on while the database is away, the clinician is told, and what was held is stored later', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const { participantId, participantKey } = await attune.join(call);
    const [doctor, patient] = [clinician.connect(call.id), attune.connect({ callId: call.id, participantKey })] as [CallClient, CallClient];
    await Promise.all([doctor.ready(), patient.ready()]);
    await doctor.ask('ready', {});
    await patient.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' });
    await patient.ask('ready', {});
    await doctor.ask('admit', { participantId });
    const infer = (atMs: number) => {
      inferAs(attune, call.id, participantId, estimateAt(attune, atMs));
    };
    await modelLoaded(attune);
    infer(1);

    await eventually(async () => (await timeline()).length === 1, 'the first sample to be stored');
    await postgres.stop();
    infer(2);
    await eventually(() => doctor.last('analysis')?.detail?.includes('Storing fails') === true, 'the clinician to be told');
    expect((await attune.request('GET', '/api/health')).body).toMatchObject({ status: 'degraded', database: false });
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
    expect(await patient.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' })).toMatchObject({
      ok: false,
      error: { code: 'consent-not-stored' },
    });

    await postgres.start();
    await eventually(() => doctor.last('analysis')?.detail === null, 'storing to work again');
    expect(await timeline()).toEqual([1, 2]);
    expect(await doctor.ask('endCall', {})).toMatchObject({ ok: true });
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).body).toMatchObject({ status: 'ended' });
    doctor.close();
    patient.close();

    async function timeline(): Promise<number[]> {
      const { participants } = (await clinician.request('GET', `/api/calls/${call.id}/timeline`)).body as unknown as CallTimeline;
      return participants
        .flatMap((one) => one.samples)
        .filter((one) => one.state === 'ok')
        .map((one) => one.atMs);
    }
  });

  it('erasing that fails loses nothing, not even what is still on its way', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const get = <T>(token: Type<T>) => attune.app.get(token, { strict: false });
    const timeline = get(TimelineService);
    const other = new pg.Client({ connectionString: postgres.url });
    await other.connect();
    await other.query('begin');
    await other.query('lock table markers in access exclusive mode');
    timeline.addMarker(call.id, 5, 'Knee');
    await pause(100);
    timeline.addMarker(call.id, 9, 'Foot');
    const erasure = new SubjectErasure(get(DATABASE as unknown as Type<Database>), get(OwedWrites), get(CallKeys));
    erasure.register({ tables: [], erase: () => Promise.reject(new Error('The disk is full.')) });
    const erasing = erasure.erase({ kind: 'call', callId: call.id }).catch((error: unknown) => error);
    await pause(300);
    await other.query('rollback');
    expect(await erasing).toMatchObject({ message: 'The disk is full.' });
    const stored = async () => (await get(TimelineRepository).markersOf(call.id)).map(({ text }) => text);
    await eventually(async () => (await stored()).length === 2, 'both markers to be stored');
    await other.end();
  });

  it('estimates that are erased while their rows are joined do not stay in the joined ones', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const { participantId } = await attune.join(call);
    const repository = attune.app.get(TimelineRepository, { strict: false });
    const chunk = (atMs: number) => ({ chunk: new SampleChunk(call.id, participantId, SampleColumns.of(CLASSES, [{ ...SAMPLE, atMs }])) });
    await repository.addChunks([chunk(0), chunk(200), chunk(400)]);
    const other = new pg.Client({ connectionString: postgres.url });
    await other.connect();
    // Both come to a halt in the middle, the joining first.
    await other.query('begin');
    await other.query('select 1 from sample_chunks where call_id = $1 for update', [call.id]);
    const joining = repository.joinRows(call.id);
    await pause(300);
    const erasing = repository.eraseSamples(call.id, participantId, Infinity, 0, () => Promise.resolve());
    await pause(300);
    await other.query('rollback');
    await Promise.all([joining, erasing]);
    expect((await other.query('select count, start_ms from sample_chunks where call_id = $1', [call.id])).rows).toEqual([]);
    await other.end();
  });

  it('what is past its time waits while the database is away, and the server goes on', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const retention = attune.app.get(RetentionService, { strict: false });
    const later = Date.now() + 1_001 * 86_400_000;
    await postgres.stop();
    await retention.keep(later);
    await postgres.start();
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).status).toBe(200);
    await retention.keep(later);
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).status).toBe(404);
  });

  it('no statement and no open transaction holds a connection for ever', async () => {
    const db = attune.app.get<Database>(DATABASE, { strict: false });
    const settings = (await db.execute(
      sql`select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
    )) as { rows?: object[] };
    expect(settings.rows).toEqual([{ statement: '20s', idle: '30s' }]);
  });

  it('imports, summarises, attaches and signs as on the embedded database', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const path = `/api/calls/${call.id}`;
    const content = 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jan>I am well.\n';
    expect((await clinician.request('POST', `${path}/transcript/import`, { fileName: 'a.vtt', content })).body).toMatchObject({
      utterances: [{ text: 'I am well.', startMs: 1_000 }],
    });
    expect(await clinician.request('POST', `${path}/transcript/import`, { fileName: 'b.doc', content: 'no transcript' })).toMatchObject({
      status: 400,
      body: { code: 'transcript-unreadable' },
    });
    expect((await clinician.request('PATCH', `${path}/transcript`, { offsetMs: 500 })).body).toMatchObject({
      offsetMs: 500,
      utterances: [{ startMs: 1_500, endMs: 2_500 }],
    });
    expect((await clinician.request('GET', `${path}/summary`)).body).toMatchObject({
      unreviewed: true,
      transcript: [{ text: 'I am well.', emotion: { coverage: 0 } }],
    });
    const note = (await clinician.request('GET', `${path}/note`)).body;
    expect(note).toMatchObject({ version: 1, signedAt: null, markdown: expect.stringContaining('## Assessment') as string });
    expect((await clinician.request('POST', `${path}/note/attach`)).body).toMatchObject({
      version: 2,
      markdown: expect.stringContaining('Not yet reviewed') as string,
    });
    expect(await clinician.request('PUT', `${path}/note`, { markdown: 'late', version: 1 })).toMatchObject({
      status: 409,
      body: { code: 'note-changed' },
    });
    expect((await clinician.request('POST', `${path}/note/sign`)).body).toMatchObject({
      signedBy: 'Dr Ada',
      markdown: expect.stringContaining('signed by Dr Ada') as string,
    });
    expect(await clinician.request('PUT', `${path}/note`, { markdown: 'later', version: 3 })).toMatchObject({
      status: 409,
      body: { code: 'note-signed' },
    });
    expect((await clinician.request('GET', `${path}/summary`)).body).toMatchObject({ unreviewed: false });
    expect((await clinician.request('POST', `${path}/note/reopen`)).body).toMatchObject({ signedAt: null, version: 4 });
    expect((await clinician.request('PUT', `${path}/note`, { markdown: 'Mine.', version: 4 })).body).toMatchObject({
      version: 5,
      markdown: 'Mine.',
    });
  });
});
