import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallTimeline } from '#contracts/timeline';
import type { Database } from '../../apps/server/src/database/database.ts';
import { DATABASE } from '../../apps/server/src/database/database.token.ts';
import { Attune, type CallClient, type Clinician, eventually } from './support/attune.ts';
import { estimateAt, infer as inferAs, modelLoaded } from './support/estimates.ts';
import { Postgres } from './support/postgres.ts';

describe('on PostgreSQL', () => {
  let postgres: Postgres;
  let attune: Attune;
  let clinician: Clinician;

  beforeAll(async () => {
    postgres = await Postgres.create();
    attune = await Attune.start({ databaseUrl: postgres.url });
    clinician = await attune.clinician();
  });
  afterAll(async () => {
    await attune.stop();
    await postgres.remove();
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
