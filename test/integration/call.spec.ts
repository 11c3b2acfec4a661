import { connect as connectTcp } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import type { CallView, JoinResponse } from '#contracts/rest';
import { callState } from '#contracts/call';
import { events, type RequestName } from '#contracts/socket-events';
import { AuditService } from '../../apps/server/src/audit/audit.service.ts';
import { ConsentService } from '../../apps/server/src/consent/consent.service.ts';
import { Attune, type CallClient, type Clinician, eventually, pause } from './support/attune.ts';
import { estimateAt, infer as inferIn, modelLoaded } from './support/estimates.ts';

const CONSENT = { wording: '2026-12', language: 'en' };
const SECRETS = /smoothed|"raw"|emotion|happiness|coverage|"granted"|"refused"|"withdrawn"/;
let attune: Attune;
let clinician: Clinician;
let call: CallView;
let clients: CallClient[];

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
});
afterAll(() => attune.stop());
beforeEach(async () => {
  clients = [];
  call = await clinician.createCall('Check-up', 'Jan');
});
afterEach(() => {
  for (const client of clients) client.close();
});

async function enter(client: CallClient): Promise<CallClient> {
  clients.push(client);
  return client.ready();
}
const enterClinician = async () => {
  const client = await enter(clinician.connect(call.id));
  await client.ask('ready', {});
  return client;
};
const enterPatient = async ({ participantKey }: JoinResponse) => enter(attune.connect({ callId: call.id, participantKey }));

/** A clinician and an admitted patient. */
async function running() {
  const joined = await attune.join(call);
  const [doctor, patient] = [await enterClinician(), await enterPatient(joined)];
  await patient.ask('ready', {});
  expect(await doctor.ask('admit', { participantId: joined.participantId })).toEqual({ ok: true, data: {} });
  await eventually(() => patient.presenceOf(joined.participantId) === 'connected', 'the patient in the call');
  return { doctor, patient, joined, participantId: joined.participantId };
}

describe('an invitation', () => {
  it('opens to whoever has it, and the same person stays the same participant', async () => {
    expect((await attune.request('GET', `/api${String(call.invitationPath)}`)).body).toEqual({
      callId: call.id,
      clinicianName: 'Dr Ada',
      status: 'open',
    });
    const first = await attune.join(call, 'Jan');
    expect(await attune.join(call, 'Jan N.', first.participantKey)).toEqual(first);
    expect((await attune.join(call, 'Somebody')).participantId).not.toBe(first.participantId);
    expect((await attune.join(call, 'Guess', 'a-made-up-key')).participantKey).not.toBe('a-made-up-key');
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).body).toMatchObject({
      participants: [{ name: 'Jan N.', presence: 'checking' }, { name: 'Somebody' }, { name: 'Guess' }],
    });
  });

  it('is unknown when forged, gone when the call has ended', async () => {
    const path = `/api${String(call.invitationPath)}`;
    expect(await attune.request('GET', `${path}x`)).toMatchObject({ status: 404, body: { code: 'invitation-unknown' } });
    expect(await attune.request('POST', `${path.slice(0, -2)}xx`, { name: 'Eve' })).toMatchObject({
      status: 404,
      body: { code: 'invitation-unknown' },
    });
    await clinician.request('POST', `/api/calls/${call.id}/end`);
    expect(await attune.request('GET', path)).toMatchObject({ status: 410, body: { code: 'call-ended' } });
    expect(await attune.request('POST', path, { name: 'Jan' })).toMatchObject({ status: 410, body: { code: 'call-ended' } });
  });
});

describe('the handshake', () => {
  it('refuses whoever has no business here, and says why', async () => {
    const { participantKey } = await attune.join(call);
    const other = await clinician.createCall();
    const stranger = await attune.stranger();
    const refusals = [
      [attune.connect({ callId: call.id }), 'unauthenticated'],
      [attune.connect({ callId: call.id, participantKey: 'forged' }), 'unauthenticated'],
      [attune.connect({ callId: other.id, participantKey }), 'unauthenticated'],
      [attune.connect({ callId: 7 }), 'invalid-request'],
      [stranger.connect(call.id), 'call-unknown'],
    ] as const;
    for (const [client, code] of refusals) {
      clients.push(client);
      expect((await client.refusal()).code).toBe(code);
    }
  });

  it('refuses an ended call', async () => {
    const { participantKey } = await attune.join(call);
    await clinician.request('POST', `/api/calls/${call.id}/end`);
    const late = attune.connect({ callId: call.id, participantKey });
    clients.push(late);
    expect(await late.refusal()).toMatchObject({ code: 'call-ended' });
  });
});

describe('the waiting room', () => {
  it('lets nobody through but by the clinician', async () => {
    const joined = await attune.join(call);
    const [doctor, patient] = [await enterClinician(), await enterPatient(joined)];
    expect(await doctor.ask('admit', { participantId: joined.participantId })).toMatchObject({ ok: false, error: { code: 'not-waiting' } });
    for (const name of ['createTransport', 'restartIce', 'consume'] satisfies RequestName[]) {
      expect(await patient.send(name, { direction: 'send', transportId: 'x', producerId: 'x', rtpCapabilities: {} })).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      });
    }
    await patient.ask('ready', {});
    await eventually(() => doctor.presenceOf(joined.participantId) === 'waiting', 'the patient in the waiting room');
    expect(await patient.ask('admit', { participantId: joined.participantId })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(patient.last('callState')).toMatchObject({ status: 'open', nowMs: null });
    expect(await doctor.ask('admit', { participantId: joined.participantId })).toMatchObject({ ok: true });
    await eventually(() => patient.last('callState')?.status === 'live', 'the call to be live');
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
    for (const state of [...patient.all('callState'), ...doctor.all('callState')]) callState.parse(state);
  });

  it("is nobody's business but the clinician's", async () => {
    const { doctor, patient } = await running();
    const second = await attune.join(call, 'Petra Hidden');
    const waiting = await enterPatient(second);
    await waiting.ask('ready', {});
    await eventually(() => doctor.presenceOf(second.participantId) === 'waiting', 'the second in the waiting room');
    expect(JSON.stringify(patient.heard)).not.toContain('Petra Hidden');
  });

  it('turns away whom the clinician does not know', async () => {
    const joined = await attune.join(call, 'Eve');
    const [doctor, eve] = [await enterClinician(), await enterPatient(joined)];
    await eve.ask('ready', {});
    await doctor.ask('deny', { participantId: joined.participantId });
    await eventually(() => eve.all('denied').length === 1 && eve.disconnects.length === 1, 'the farewell');
    const again = attune.connect({ callId: call.id, participantKey: joined.participantKey });
    clients.push(again);
    expect((await again.refusal()).code).toBe('not-let-in');
    await eventually(() => doctor.presenceOf(joined.participantId) === undefined, 'the list without her');
  });
});

describe('consent', () => {
  let sample: EmotionSample;
  const infer = (participantId: string) => {
    inferIn(attune, call.id, participantId, sample);
  };

  beforeAll(async () => {
    await modelLoaded(attune);
    sample = estimateAt(attune, 40);
  }, 70_000);

  it('is what samples need; they go to the clinician and to nobody else', async () => {
    const { doctor, patient, participantId } = await running();
    infer(participantId);
    await pause(100);
    expect(doctor.all('emotionSamples')).toEqual([]);
    expect(await patient.ask('setConsent', { decision: 'granted', ...CONSENT })).toMatchObject({ ok: true });
    infer(participantId);
    await eventually(() => doctor.all('emotionSamples').length === 1, 'samples');
    expect(events.emotionSamples.parse(doctor.last('emotionSamples'))).toEqual({ participantId, samples: [sample] });
    await doctor.ask('addMarker', { text: 'smiles' });
    await eventually(() => doctor.last('marker')?.text === 'smiles', 'the marker');
    await pause(100);
    const own = patient.heard.filter((one) => one.event !== 'callState');
    expect(own.map((one) => one.event)).toEqual(['welcome']);
    expect(JSON.stringify(own)).not.toMatch(SECRETS);
    expect(patient.last('callState')?.participants.find((one) => one.id === participantId)?.consent).toBe('granted');
  });

  it('of one patient is hidden from another', async () => {
    const { doctor, patient } = await running();
    const joined = await attune.join(call, 'Petra');
    const second = await enterPatient(joined);
    await second.ask('ready', {});
    await second.ask('setConsent', { decision: 'refused', ...CONSENT });
    await doctor.ask('admit', { participantId: joined.participantId });
    await eventually(() => patient.presenceOf(joined.participantId) === 'connected', 'the second in the call');
    expect(patient.last('callState')?.participants.find((one) => one.id === joined.participantId)?.consent).toBeNull();
    expect(doctor.last('callState')?.participants.find((one) => one.id === joined.participantId)?.consent).toBe('refused');
  });

  it('stops at once when withdrawn, is logged each time, and what was inferred can be erased', async () => {
    const { doctor, patient, participantId } = await running();
    await patient.ask('setConsent', { decision: 'granted', ...CONSENT });
    infer(participantId);
    await eventually(() => doctor.all('emotionSamples').length === 1, 'samples');
    await patient.ask('setConsent', { decision: 'withdrawn', ...CONSENT });
    infer(participantId);
    await pause(700);
    expect(
      doctor
        .all('emotionSamples')
        .flatMap((event) => event.samples)
        .filter((one) => one.state !== 'paused'),
    ).toEqual([sample]);
    const stored = async () =>
      (
        (await clinician.request('GET', `/api/calls/${call.id}/timeline`)).body as unknown as {
          participants: { samples: EmotionSample[] }[];
        }
      ).participants
        .flatMap((one) => one.samples)
        .filter((one) => one.state !== 'paused');
    expect(await stored()).toEqual([sample]);
    expect(await patient.ask('eraseSamples', {})).toMatchObject({ ok: true });
    expect(await stored()).toEqual([]);
    await eventually(() => doctor.last('samplesErased')?.participantId === participantId, 'the clinician to be told');
    expect(patient.all('samplesErased')).toEqual([]);
    const log = await attune.app.get(ConsentService, { strict: false }).decisionsOf(call.id);
    expect(log).toMatchObject([
      { participantId, number: 1, decision: 'granted', ...CONSENT },
      { participantId, number: 2, decision: 'withdrawn', ...CONSENT },
    ]);
    const audit = attune.app.get(AuditService, { strict: false });
    expect((await audit.entriesOf(call.id)).map((entry) => entry.action)).toEqual(
      expect.arrayContaining(['call-created', 'joined', 'admitted', 'samples-erased', 'timeline-read']),
    );
  });

  it('cannot be given by a clinician, who is never analysed', async () => {
    const { doctor } = await running();
    expect(await doctor.ask('setConsent', { decision: 'granted', ...CONSENT })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    infer(doctor.last('welcome')?.participantId ?? '');
    await pause(100);
    expect(doctor.all('emotionSamples')).toEqual([]);
  });
});

describe('in the call', () => {
  it('everybody sees captions, the final ones are kept; only the clinician sets markers and ends', async () => {
    const { doctor, patient, participantId } = await running();
    const said = { segmentId: '1', text: 'Hello', startMs: 0, endMs: 10 };
    await patient.ask('caption', { ...said, final: false });
    await patient.ask('caption', { ...said, text: 'Hello there', final: true });
    await eventually(() => doctor.all('caption').length === 2, 'captions');
    expect(doctor.last('caption')).toMatchObject({ participantId, speaker: 'Jan', text: 'Hello there' });
    expect(await patient.ask('addMarker', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await patient.ask('endCall', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await doctor.ask('endCall', {})).toEqual({ ok: true, data: {} });
    await eventually(() => patient.all('ended').length === 1 && patient.disconnects.length === 1, 'the end');
    expect((await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body).toMatchObject({
      utterances: [{ text: 'Hello there', participantId, source: 'browser' }],
    });
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).body).toMatchObject({
      status: 'ended',
      invitationPath: null,
      durationMs: expect.any(Number) as number,
    });
  });

  it('a second tab takes over from the first', async () => {
    const { patient, joined, participantId } = await running();
    const second = await enterPatient(joined);
    await eventually(() => patient.all('superseded').length === 1 && patient.disconnects.length === 1, 'the first tab to be told');
    await eventually(() => second.presenceOf(participantId) === 'connected', 'the second tab in the call');
    expect(await second.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
  });

  it('who loses the connection is away and comes back where they were', async () => {
    const { doctor, patient, joined, participantId } = await running();
    patient.close();
    await eventually(() => doctor.presenceOf(participantId) === 'away', 'the patient away');
    const again = await enterPatient(joined);
    await eventually(() => again.presenceOf(participantId) === 'connected', 'the patient back');
  });

  it('who leaves has left', async () => {
    const { doctor, patient, participantId } = await running();
    await patient.ask('leave', {});
    await eventually(() => doctor.presenceOf(participantId) === 'left' && patient.disconnects.length === 1, 'the patient gone');
  });
});

describe('what no client should send', () => {
  it('is answered where it asks for an answer, ignored where it means nothing, and breaks nothing', async () => {
    const { doctor, patient } = await running();
    for (const payload of [
      undefined,
      null,
      7,
      'text',
      [],
      { decision: 'maybe' },
      { decision: 'granted', wording: 'x'.repeat(500), language: 'en' },
    ]) {
      expect(await patient.send('setConsent', payload)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    }
    expect(
      await patient.send('produce', { transportId: 'x', kind: 'video', source: 'camera', rtpParameters: { codecs: 'no' } }),
    ).toMatchObject({ ok: false });
    expect(await patient.send('connectTransport', { transportId: "nobody's", dtlsParameters: {} })).toMatchObject({ ok: false });
    const raw = patient.socket as unknown as { emit(name: string, ...payload: unknown[]): void };
    raw.emit('setConsent');
    raw.emit(
      'setConsent',
      () => undefined,
      () => undefined,
    );
    raw.emit('nothing-like-it', { a: 1 });
    raw.emit('ready', Buffer.alloc(1_000));
    expect(await patient.ask('ready', {})).toMatchObject({ ok: true });
    expect(await doctor.ask('addMarker', { text: 'still here' })).toMatchObject({ ok: true });
    expect(patient.disconnects).toEqual([]);
  });

  it('ends only the socket that sends too much at once', async () => {
    const { doctor, patient } = await running();
    (patient.socket as unknown as { emit(name: string, payload: unknown): void }).emit('caption', { text: 'x'.repeat(1_000_000) });
    await eventually(() => patient.disconnects.length === 1, 'the socket to be dropped');
    expect(patient.disconnects[0]).toMatch(/transport/);
    expect(doctor.disconnects).toEqual([]);
    await eventually(() => patient.all('welcome').length === 2, 'the client to come back');
  });

  it('is survived when it is no protocol at all', async () => {
    const { port } = new URL(attune.url);
    const socket = connectTcp(Number(port), '127.0.0.1', () =>
      socket.end('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: nonsense\r\n\r\n\u0000\u0001'),
    );
    socket.on('error', () => undefined);
    await pause(100);
    expect((await attune.request('GET', '/api/health')).status).toBe(200);
  });
});

describe('expiry', () => {
  it('makes a link useless, until the clinician makes a new one', async () => {
    attune.config.invitationTtlMs = 30;
    const short = await clinician.createCall();
    await pause(60);
    expect(await attune.request('GET', `/api${String(short.invitationPath)}`)).toMatchObject({
      status: 410,
      body: { code: 'invitation-expired' },
    });
    expect(await attune.request('POST', `/api${String(short.invitationPath)}`, { name: 'Jan' })).toMatchObject({
      status: 410,
      body: { code: 'invitation-expired' },
    });
    attune.config.invitationTtlMs = 60_000;
    const renewed = (await clinician.request('POST', `/api/calls/${short.id}/invitation`)).body as unknown as CallView;
    expect((await attune.request('GET', `/api${String(renewed.invitationPath)}`)).status).toBe(200);
  });
});
