import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CallView, JoinResponse } from '#contracts/rest';
import { AnalysisService } from '../../apps/server/src/analysis/analysis.service.ts';
import { AuthRepository } from '../../apps/server/src/auth/auth.repository.ts';
import { hashToken } from '../../apps/server/src/auth/tokens.ts';
import { RoomRegistry } from '../../apps/server/src/calls/room-registry.ts';
import { Secrets } from '../../apps/server/src/database/secrets.ts';
import { Attune, type CallClient, Clinician, cookieOf, eventually, PASSWORD, pause } from './support/attune.ts';

let attune: Attune;
let clinician: Clinician;
const clients: CallClient[] = [];

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await attune.stop();
});

const opened = async (client: CallClient) => {
  clients.push(client);
  return client.ready();
};
const asPatient = (call: CallView, { participantKey }: JoinResponse) => opened(attune.connect({ callId: call.id, participantKey }));
/** Somebody whom the clinician has let in. */
async function admitted(call: CallView, doctor: CallClient, name = 'Jan') {
  const joined = await attune.join(call, name);
  const client = await asPatient(call, joined);
  await client.ask('ready', {});
  expect(await doctor.ask('admit', { participantId: joined.participantId })).toMatchObject({ ok: true });
  await eventually(() => client.presenceOf(joined.participantId) === 'connected', 'the patient let in');
  return { client, joined };
}
async function callWithDoctor(title = 'Check-up') {
  const call = await clinician.createCall(title);
  const doctor = await opened(clinician.connect(call.id));
  await doctor.ask('ready', {});
  return { call, doctor };
}

describe('an invitation', () => {
  const look = (call: CallView) => attune.request('GET', `/api${String(call.invitationPath)}`);
  const renew = async (call: CallView, body?: object) =>
    (await clinician.request('POST', `/api/calls/${call.id}/invitation`, body)).body as unknown as CallView;

  it('says nothing of the patient or the call', async () => {
    const call = (await clinician.request('POST', '/api/calls', { title: 'About the divorce', patientName: 'Jan Novák' }))
      .body as unknown as CallView;
    const said = await look(call);
    expect(said).toMatchObject({ status: 200, body: { clinicianName: 'Dr Ada' } });
    expect(JSON.stringify(said.body)).not.toMatch(/divorce|Jan/);
  });

  it('stops with the next one, or when it is revoked', async () => {
    const call = await clinician.createCall();
    const next = await renew(call);
    expect(next.invitationPath).not.toBe(call.invitationPath);
    expect(await look(call)).toMatchObject({ status: 410, body: { code: 'invitation-revoked' } });
    expect((await look(next)).status).toBe(200);
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).body).toMatchObject({ invitationPath: next.invitationPath });
    const revoked = await clinician.request('DELETE', `/api/calls/${call.id}/invitation`);
    expect(revoked).toMatchObject({ status: 200, body: { invitationPath: null, invitationExpiresAt: null } });
    expect(await attune.request('POST', `/api${String(next.invitationPath)}`, { name: 'Eve' })).toMatchObject({
      status: 410,
      body: { code: 'invitation-revoked' },
    });
    expect((await (await attune.stranger()).request('DELETE', `/api/calls/${call.id}/invitation`)).status).toBe(404);
  });

  it('may be for one person, who can come back by it', async () => {
    const call = await renew(await clinician.createCall(), { singleUse: true });
    expect(call.invitationSingleUse).toBe(true);
    const [one, other] = await Promise.all(
      ['Jan', 'Eve'].map((name) => attune.request('POST', `/api${String(call.invitationPath)}`, { name })),
    );
    expect([one?.status, other?.status].sort()).toEqual([200, 410]);
    const { participantKey, participantId } = (one?.status === 200 ? one : other)?.body as unknown as JoinResponse;
    expect(await attune.join(call, 'Jan', participantKey)).toMatchObject({ participantId });
    expect(await attune.request('POST', `/api${String(call.invitationPath)}`, { name: 'Eve' })).toMatchObject({
      status: 410,
      body: { code: 'invitation-used' },
    });
  });

  it('from before invitations were rows cannot be made up for a new call', async () => {
    const call = await clinician.createCall();
    const body = Buffer.alloc(22);
    Buffer.from(call.id.replaceAll('-', ''), 'hex').copy(body);
    body.writeUIntBE(Date.now() + 60_000, 16, 6);
    const key = await attune.app.get(Secrets, { strict: false }).get('invitations');
    const old = Buffer.concat([body, createHmac('sha256', key).update('invitation').update(body).digest().subarray(0, 16)]).toString(
      'base64url',
    );
    expect((await attune.request('GET', `/api/join/${old}`)).status).toBe(404);
  });
});

describe('who may come in', () => {
  it('is not fewer because of all who ever joined', async () => {
    const call = (await clinician.request('POST', '/api/calls', { title: 'Full', patientName: 'Jan' })).body as unknown as CallView;
    for (let n = 0; n < 30; n++) expect((await attune.join(call, `Stranger ${n}`)).participantId).toBeDefined();
    const patient = await asPatient(call, await attune.join(call, 'Jan'));
    expect((await patient.ask('ready', {})).ok).toBe(true);
  });

  it('sees the clinician and nobody else while they wait, and no title', async () => {
    const { call, doctor } = await callWithDoctor('Secret title');
    const { client: inside } = await admitted(call, doctor, 'Inside');
    const joined = await attune.join(call, 'Waiting');
    const waiting = await asPatient(call, joined);
    await waiting.ask('ready', {});
    await eventually(() => waiting.presenceOf(joined.participantId) === 'waiting', 'the waiting room');
    expect(
      waiting
        .all('callState')
        .every(
          ({ title, participants }) =>
            title === '' && participants.every(({ id, role }) => id === joined.participantId || role === 'clinician'),
        ),
    ).toBe(true);
    expect(waiting.last('callState')?.participants.some(({ role }) => role === 'clinician')).toBe(true);
    expect(inside.last('callState')).toMatchObject({ title: 'Secret title' });
    expect(inside.last('callState')?.participants.map(({ name }) => name)).not.toContain('Waiting');
  });

  it('keeps the name they were let in by', async () => {
    const { call, doctor } = await callWithDoctor();
    const before = await attune.join(call, 'J');
    expect(await attune.join(call, 'Jan', before.participantKey)).toEqual(before);
    const { joined } = await admitted(call, doctor, 'Eva');
    await attune.join(call, 'The clinician', joined.participantKey);
    await pause(50);
    const names = doctor.last('callState')?.participants.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Jan', 'Eva']));
    expect(names).not.toContain('The clinician');
  });
});

describe('somebody in the call', () => {
  it('who leaves has to be let in again', async () => {
    const { call, doctor } = await callWithDoctor();
    const { client, joined } = await admitted(call, doctor);
    await client.ask('leave', {});
    await eventually(() => client.disconnects.length > 0, 'the socket closed');
    const again = await asPatient(call, joined);
    expect(await again.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await again.ask('ready', {});
    await eventually(() => doctor.presenceOf(joined.participantId) === 'waiting', 'waiting again');
    expect(await again.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: false });
    expect((await doctor.ask('admit', { participantId: joined.participantId })).ok).toBe(true);
    expect((await again.ask('createTransport', { direction: 'send' })).ok).toBe(true);
  });

  it('can be sent back to the waiting room, where no media is left', async () => {
    const { call, doctor } = await callWithDoctor();
    const { client, joined } = await admitted(call, doctor);
    const transport = await client.ask('createTransport', { direction: 'send' });
    expect(transport.ok).toBe(true);
    expect(await client.ask('sendBack', { participantId: joined.participantId })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect((await doctor.ask('sendBack', { participantId: joined.participantId })).ok).toBe(true);
    await eventually(
      () => client.all('sentBack').length === 1 && client.presenceOf(joined.participantId) === 'waiting',
      'the waiting room',
    );
    expect(await client.ask('restartIce', { transportId: transport.ok ? transport.data.id : '' })).toMatchObject({ ok: false });
    expect(await doctor.ask('sendBack', { participantId: joined.participantId })).toMatchObject({
      ok: false,
      error: { code: 'not-admitted' },
    });
    expect((await doctor.ask('admit', { participantId: joined.participantId })).ok).toBe(true);
    // The transport of before is gone, also for who is let in again.
    expect(await client.ask('restartIce', { transportId: transport.ok ? transport.data.id : '' })).toMatchObject({ ok: false });
  });

  it('can be removed: the key opens nothing, and who asks again is shown as who they are', async () => {
    const { call, doctor } = await callWithDoctor();
    const { client, joined } = await admitted(call, doctor);
    expect((await doctor.ask('remove', { participantId: joined.participantId })).ok).toBe(true);
    expect(await client.send('ready', {}).catch(() => ({ ok: false }))).toMatchObject({ ok: false });
    await eventually(() => client.all('removed').length === 1 && client.disconnects.length > 0, 'the socket closed');
    clients.push(attune.connect({ callId: call.id, participantKey: joined.participantKey }));
    expect(await clients.at(-1)?.refusal()).toMatchObject({ code: 'removed' });
    expect(doctor.presenceOf(joined.participantId)).toBeUndefined();
    const again = await attune.join(call, 'Jan again', joined.participantKey);
    expect(again.participantId).not.toBe(joined.participantId);
    const back = await asPatient(call, again);
    await back.ask('ready', {});
    await eventually(() => doctor.presenceOf(again.participantId) === 'waiting', 'waiting like anyone else');
    expect(doctor.last('callState')?.participants.find(({ id }) => id === again.participantId)).toMatchObject({ returns: true });
    // What the call has of them stays.
    expect((await clinician.request('GET', `/api/calls/${call.id}`)).body['participants']).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: joined.participantId, presence: 'left' })]),
    );
    expect(await doctor.ask('remove', { participantId: doctor.last('welcome')?.participantId ?? '' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });

  it('is analysed no longer once they are sent back, leave or are removed', async () => {
    const analysis = attune.app.get(AnalysisService, { strict: false });
    const { call, doctor } = await callWithDoctor();
    const { client, joined } = await admitted(call, doctor);
    const { participantId } = joined;
    const analyse = vi.spyOn(analysis, 'analyse');
    const stop = vi.spyOn(analysis, 'stop');
    const lastIsStop = () =>
      stop.mock.calls.at(-1)?.[1] === participantId &&
      Number(stop.mock.invocationCallOrder.at(-1)) > Number(analyse.mock.invocationCallOrder.at(-1));
    expect((await client.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' })).ok).toBe(true);
    expect(analyse).toHaveBeenCalled();
    await doctor.ask('sendBack', { participantId });
    expect(lastIsStop()).toBe(true);
    analyse.mockClear();
    await doctor.ask('admit', { participantId });
    expect(analyse).toHaveBeenCalled();
    await doctor.ask('remove', { participantId });
    expect(lastIsStop()).toBe(true);
    vi.restoreAllMocks();
  });

  it('who was removed or sent back is so after a restart', async () => {
    const { call, doctor } = await callWithDoctor();
    const { joined: removed } = await admitted(call, doctor, 'Removed');
    const { joined: sentBack } = await admitted(call, doctor, 'Sent back');
    await doctor.ask('remove', { participantId: removed.participantId });
    await doctor.ask('sendBack', { participantId: sentBack.participantId });
    for (const client of clients.splice(0)) client.close();
    attune = await attune.restart();
    clinician = new Clinician(attune, clinician.cookie);
    clients.push(attune.connect({ callId: call.id, participantKey: removed.participantKey }));
    expect(await clients.at(-1)?.refusal()).toMatchObject({ code: 'removed' });
    const back = await asPatient(call, sentBack);
    await eventually(() => back.presenceOf(sentBack.participantId) === 'waiting', 'still waiting');
  });
});

describe('signing out', () => {
  const signIn = async () =>
    new Clinician(attune, cookieOf(await attune.request('POST', '/api/auth/login', { email: 'ada@example.org', password: PASSWORD })));

  it('closes the sockets of that session at once, and no others', async () => {
    const [here, there] = [await signIn(), await signIn()];
    const [one, other] = [await here.createCall(), await here.createCall()];
    const [mine, theirs] = [await opened(here.connect(one.id)), await opened(there.connect(other.id))];
    await mine.ask('ready', {});
    expect((await mine.ask('createTransport', { direction: 'send' })).ok).toBe(true);
    await here.request('POST', '/api/auth/logout');
    await eventually(() => mine.all('signedOut').length === 1 && mine.disconnects.length > 0, 'the socket closed');
    clients.push(here.connect(one.id));
    expect(await clients.at(-1)?.refusal()).toMatchObject({ code: 'unauthenticated' });
    expect((await theirs.ask('ready', {})).ok).toBe(true);
    expect(theirs.all('signedOut')).toEqual([]);
  });

  it('comes by itself when the session runs out or is deleted', { timeout: 30_000 }, async () => {
    const repository = attune.app.get(AuthRepository, { strict: false });
    const { id } = (await clinician.request('GET', '/api/auth/me')).body as unknown as { id: string };
    const session = async (name: string, ttlMs: number) => {
      await repository.createSession({ tokenHash: hashToken(name), accountId: id, expiresAt: new Date(Date.now() + ttlMs) });
      return new Clinician(attune, `attune_session=${name}`);
    };
    const call = await clinician.createCall();
    const short = await opened((await session('short', 1_500)).connect(call.id));
    await eventually(() => short.all('signedOut').length === 1, 'the session over');
    const deleted = await opened((await session('deleted', 60_000)).connect((await clinician.createCall()).id));
    await repository.deleteSession(hashToken('deleted'));
    await eventually(() => deleted.all('signedOut').length === 1, 'the deletion noticed', 15_000);
  });
});

it('an account begins so many uploads and no more', { timeout: 60_000 }, async () => {
  const b64 = (value: string) => Buffer.from(value).toString('base64');
  // Refused for what they are, and counted all the same.
  const begin = () =>
    fetch(`${attune.url}/api/recordings/uploads`, {
      method: 'POST',
      headers: {
        cookie: clinician.cookie,
        'tus-resumable': '1.0.0',
        'upload-length': '5',
        'upload-metadata': `filename ${b64('a.txt')},consent ${b64('yes')}`,
      },
    }).then(({ status }) => status);
  const statuses: number[] = [];
  for (let round = 0; round < 16; round++) statuses.push(...(await Promise.all(Array.from({ length: 20 }, begin))));
  expect(statuses.filter((status) => status === 415)).toHaveLength(300);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
});

describe('a stranger at the socket', () => {
  it('makes nothing load', async () => {
    const call = await clinician.createCall();
    const rooms = attune.app.get(RoomRegistry, { strict: false });
    const stranger = await attune.stranger();
    for (const client of [
      attune.connect({ callId: call.id, participantKey: 'made-up' }),
      attune.connect({ callId: call.id }),
      stranger.connect(call.id),
    ]) {
      clients.push(client);
      await client.refusal();
    }
    expect(rooms.find(call.id)).toBeUndefined();
  });

  it('gets no new allowance by connecting again, and leaves that of consent alone', { timeout: 60_000 }, async () => {
    const { call, doctor } = await callWithDoctor();
    const { client, joined } = await admitted(call, doctor);
    let taken = 0;
    let talker = client;
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          talker.ask('caption', { segmentId: `${round}-${n}`, text: 'Hi', startMs: 0, endMs: 1, final: false }),
        ),
      );
      taken += answers.filter(({ ok }) => ok).length;
      talker.close();
      talker = await asPatient(call, joined);
    }
    expect(taken).toBeLessThanOrEqual(300);
    expect(taken).toBeGreaterThanOrEqual(100);
    expect(await talker.send('eraseSamples', {})).toMatchObject({ ok: true });
  });
});
