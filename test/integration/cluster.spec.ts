import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import { type CallClient, Clinician, cookieOf, eventually, PASSWORD, pause } from './support/attune.ts';
import { Leases } from '../../apps/server/src/cluster/leases.ts';
import { NodeState } from '../../apps/server/src/cluster/node-state.ts';
import { Nodes } from '../../apps/server/src/cluster/nodes.ts';
import { openRedis } from '../../apps/server/src/cluster/redis.ts';
import { Cancelled } from '../../apps/server/src/recordings/jobs/job-ends.ts';
import { RunningJobs } from '../../apps/server/src/recordings/jobs/running-jobs.ts';
import { Postgres } from './support/postgres.ts';
import { hasRedis, RedisServer } from './support/redis.ts';
import { ServerProcess } from './support/server-process.ts';

if (!hasRedis())
  console.warn('SKIPPED: several servers need a Redis to be tested with, and there is none here (apt-get install redis-server).');

describe.skipIf(!hasRedis())('two servers on one PostgreSQL and one Redis', () => {
  let postgres: Postgres;
  let redis: RedisServer;
  let keyFolder: string;
  let servers: [ServerProcess, ServerProcess];
  let clinician: Clinician;
  const clients: CallClient[] = [];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([Postgres.create(), RedisServer.create()]);
    keyFolder = mkdtempSync(join(tmpdir(), 'attune-key-'));
    const keyFile = join(keyFolder, 'attune.key');
    writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
    const environment = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, ATTUNE_KEY_FILE: keyFile, ATTUNE_MEDIA_PORT: '0' };
    // Both at once: migrations and what is made at the first start must not clash.
    servers = (await Promise.all(['one', 'two'].map((name) => ServerProcess.start({ ...environment, ATTUNE_NODE_NAME: name })))) as [
      ServerProcess,
      ServerProcess,
    ];
    // By the code that the other one printed: both are reached by one address.
    const made = await servers[1].request('POST', '/api/setup', {
      code: servers[0].setupCode(),
      name: 'Dr Ada',
      email: 'ada@example.org',
      password: PASSWORD,
    });
    clinician = new Clinician(servers[0], cookieOf(made));
  }, 120_000);
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.remove()));
    await Promise.all([postgres.remove(), redis.remove()]);
    rmSync(keyFolder, { recursive: true, force: true });
  });

  /** Which server has the call; null while none has. */
  async function holder(call: CallView): Promise<ServerProcess | null> {
    const [node, rows] = await redis.ask(async (client) =>
      Promise.all([client.hGet(`attune:lease:${call.id}`, 'node'), client.hGetAll('attune:nodes')]),
    );
    const report = rows[node ?? ''];
    return servers.find(({ url }) => report?.includes(`"${url}"`)) ?? null;
  }
  const other = (server: ServerProcess) => servers.find((one) => one !== server)!;
  async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  const fenceOf = async (call: CallView) =>
    (await query<{ fence: number; status: string }>('select fence, status from calls where id = $1', [call.id]))[0];

  /** A call in which both are, by way of the server that does not have it. */
  async function callOfTwo(): Promise<{ call: CallView; at: ServerProcess; by: ServerProcess; doctor: CallClient; patient: CallClient }> {
    const call = await clinician.createCall('Check-up', 'Jan');
    const first = clinician.connect(call.id);
    await first.ready();
    first.close();
    const at = await eventually(() => holder(call), 'a server to have the call');
    const by = other(at);
    const { participantId, participantKey } = await by.join(call);
    const [doctor, patient] = [clinician.at(by).connect(call.id), by.connect({ callId: call.id, participantKey })];
    clients.push(doctor, patient);
    await Promise.all([doctor.ready(), patient.ready()]);
    await doctor.ask('ready', {});
    await patient.ask('ready', {});
    expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: true });
    await inCall(doctor, patient);
    return { call, at, by, doctor, patient };
  }

  /** Both are told that both are connected, after so many states that they had heard before. */
  async function inCall(doctor: CallClient, patient: CallClient, since: [number, number] = [0, 0]): Promise<void> {
    for (const [index, client] of [doctor, patient].entries())
      await eventually(
        () =>
          client
            .all('callState')
            .slice(since[index])
            .at(-1)
            ?.participants.filter(({ presence }) => presence === 'connected').length === 2,
        'both to be in the call',
        30_000,
      );
  }
  const heard = (...of: CallClient[]) => of.map((client) => client.all('callState').length) as [number, number];

  it('bring people who come by different servers into one call, and end it for both', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const { participantId, participantKey } = await servers[1].join(call);
    const doctor = clinician.at(servers[0]).connect(call.id);
    const patient = servers[1].connect({ callId: call.id, participantKey });
    clients.push(doctor, patient);
    await Promise.all([doctor.ready(), patient.ready()]);
    await patient.ask('ready', {});
    await doctor.ask('ready', {});
    await eventually(() => doctor.presenceOf(participantId) === 'waiting', 'the clinician to see who waits');
    await doctor.ask('admit', { participantId });
    await inCall(doctor, patient);
    const away = other((await holder(call))!);
    expect((await clinician.at(away).request('GET', `/api/calls/${call.id}`)).body).toMatchObject({ status: 'live' });
    expect((await clinician.at(away).request('POST', `/api/calls/${call.id}/end`)).status).toBe(200);
    await eventually(() => patient.last('ended') !== undefined && doctor.last('ended') !== undefined, 'both to hear of the end');
    await eventually(async () => (await fenceOf(call))?.status === 'ended', 'the end to be stored');
    await eventually(async () => (await holder(call)) === null, 'the call to be given back');
  });

  it('take what a patient withdraws by their receipt to where the call goes on', async () => {
    const { by, doctor, patient } = await callOfTwo();
    expect(await patient.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' })).toMatchObject({ ok: true });
    const consentSeen = () => doctor.last('callState')?.participants.find(({ role }) => role === 'patient')?.consent;
    await eventually(() => consentSeen() === 'granted', 'the clinician to see the grant');
    const path = String(patient.last('welcome')?.receiptPath).replace('/receipt/', '/api/receipts/');
    expect((await by.request('POST', `${path}/withdraw`, {})).status).toBeLessThan(300);
    await eventually(() => consentSeen() === 'withdrawn', 'the clinician to see the withdrawal', 2_000);
  });

  it('stop what was withdrawn at a server that could not find the one that runs the call', async () => {
    const { call, doctor, patient } = await callOfTwo();
    expect(await patient.ask('setConsent', { decision: 'granted', wording: '2026-12', language: 'en' })).toMatchObject({ ok: true });
    const consentSeen = () => doctor.last('callState')?.participants.find(({ role }) => role === 'patient')?.consent;
    await eventually(() => consentSeen() === 'granted', 'the clinician to see the grant');
    // As the other server leaves it, whose question where the call runs nobody answered in time.
    await query(
      `insert into consents (call_id, participant_id, scope, number, decision, source, at)
       select call_id, participant_id, scope, number + 1, 'withdrawn', 'receipt', now() from consents where call_id = $1`,
      [call.id],
    );
    await eventually(() => consentSeen() === 'withdrawn', 'the withdrawal to hold', 1_500);
  });

  it('give an invited place to one of two who come at the same moment by different servers', async () => {
    const call = await clinician.createCall('Check-up', 'Jan');
    const joined = await Promise.all([0, 1, 0, 1].map((index) => servers[index]!.join(call, `Person ${index}`)));
    expect(new Set(joined.map(({ participantId }) => participantId)).size).toBe(4);
    const { participants } = (await clinician.request('GET', `/api/calls/${call.id}`)).body as unknown as CallView;
    expect(participants.filter(({ role }) => role === 'patient')).toHaveLength(4);
  });

  it('share new calls between them', async () => {
    const reports = () => redis.ask((client) => client.hVals('attune:nodes'));
    await eventually(async () => (await reports()).every((one) => one.includes('"participants":0')), 'those of earlier calls to be gone');
    const calls = [];
    for (let index = 0; index < 4; index++) {
      const call = await clinician.createCall(`Call ${index}`);
      const doctor = clinician.connect(call.id);
      clients.push(doctor);
      await doctor.ready();
      await doctor.ask('ready', {});
      calls.push(await eventually(() => holder(call), 'a server to have the call'));
    }
    expect(calls.filter((server) => server === servers[0])).toHaveLength(2);
  });

  it('sign a person out everywhere at once', async () => {
    const signedIn = await servers[0].request('POST', '/api/auth/login', { email: 'ada@example.org', password: PASSWORD });
    const person = new Clinician(servers[0], cookieOf(signedIn));
    const call = await clinician.createCall();
    const doctor = person.at(servers[1]).connect(call.id);
    clients.push(doctor);
    await doctor.ready();
    const away = other((await holder(call))!);
    expect((await person.at(away).request('POST', '/api/auth/logout')).status).toBeLessThan(300);
    await eventually(() => doctor.last('signedOut') !== undefined, 'the other server to close the socket', 3_000);
  });

  it('know how far jobs of the other are, and stop them', async () => {
    const connections = await Promise.all([openRedis(redis.url), openRedis(redis.url)]);
    const [here, there] = connections.map((one) => new RunningJobs({ redis: one }, new NodeState())) as [RunningJobs, RunningJobs];
    try {
      const run = randomUUID();
      let isAtWork = false;
      const job = here.track(run, async (signal) => {
        isAtWork = true;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        // As a process that takes a while to let go of its files.
        await pause(300);
        isAtWork = false;
        signal.throwIfAborted();
      });
      const cancelled = expect(job).rejects.toThrow(Cancelled);
      here.progressed(run, { share: 0.5, atMs: 1_000, speed: 2, leftMs: 500 });
      await eventually(async () => (await there.progressOf([run])).get(run)?.share === 0.5, 'the other server to know how far it is');
      await there.stop(run, new Cancelled());
      expect(isAtWork).toBe(false);
      await cancelled;
      expect((await there.progressOf([run])).size).toBe(0);
    } finally {
      for (const connection of connections) connection.destroy();
    }
  });

  it('take over a call whose server is killed', async () => {
    const { call, at, by, doctor, patient } = await callOfTwo();
    const since = heard(doctor, patient);
    const killedMs = performance.now();
    await at.end('SIGKILL');
    await inCall(doctor, patient, since);
    console.log(`Taken over after ${Math.round(performance.now() - killedMs)} ms.`);
    expect(await holder(call)).toBe(by);
    await eventually(async () => (await fenceOf(call))?.status === 'live', 'the call to be live where it is now');
    expect(await fenceOf(call)).toMatchObject({ fence: 2 });
    await at.start();
    expect((await clinician.at(at).request('POST', `/api/calls/${call.id}/end`)).body).toMatchObject({ status: 'ended' });
  });

  it('refuse what a server that was asleep says about a call that it has lost', async () => {
    const { call, at, by, doctor, patient } = await callOfTwo();
    const since = heard(doctor, patient);
    at.signal('SIGSTOP');
    // On their way to a server that reads them only when the call is another's.
    const unheard = [doctor.ask('addMarker', { text: 'Unheard' }), doctor.ask('endCall', {})];
    for (const request of unheard) request.catch(() => undefined);
    const stoppedMs = performance.now();
    await inCall(doctor, patient, since);
    console.log(`Taken over after ${Math.round(performance.now() - stoppedMs)} ms.`);
    expect(await holder(call)).toBe(by);
    expect(await doctor.ask('addMarker', { text: 'Heard' })).toMatchObject({ ok: true });
    const disconnects = [doctor.disconnects.length, patient.disconnects.length];
    at.signal('SIGCONT');
    const seenByIt = async () => (await clinician.at(at).request('GET', `/api/calls/${call.id}`)).body['status'];
    await eventually(async () => (await seenByIt()) === 'live', 'the server to notice what it has lost');
    await pause(1_500);
    expect([doctor.disconnects.length, patient.disconnects.length]).toEqual(disconnects);
    const { markers } = (await clinician.at(by).request('GET', `/api/calls/${call.id}/timeline`)).body as { markers: { text: string }[] };
    expect(markers.map(({ text }) => text)).toEqual(['Heard']);
    expect((await clinician.at(at).request('GET', `/api/calls/${call.id}`)).body).toMatchObject({ status: 'live' });
    expect((await clinician.at(at).request('POST', `/api/calls/${call.id}/end`)).body).toMatchObject({ status: 'ended' });
    await eventually(() => doctor.last('ended') !== undefined, 'the end to be told by the server that has the call');
  });

  it('go on without Redis, and find each other again when it comes back empty', async () => {
    const { call, at, by, doctor, patient } = await callOfTwo();
    const disconnects = [doctor.disconnects.length, patient.disconnects.length];
    await redis.stop();
    await pause(4_000);
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
    // By way of the server that does not have it, also for a client that comes back.
    expect((await clinician.at(by).request('GET', `/api/calls/${call.id}`)).body).toMatchObject({ status: 'live' });
    const again = clinician.at(by).connect(call.id);
    clients.push(again);
    await again.ready();
    expect(patient.disconnects.length).toBe(disconnects[1]);
    await redis.start();
    await eventually(async () => (await holder(call)) === at, 'the server to hold its call in the new Redis');
    expect(await again.ask('endCall', {})).toMatchObject({ ok: true });
    await eventually(() => patient.last('ended') !== undefined, 'the end');
  });

  it('go on without Redis and PostgreSQL, and store afterwards what happened', async () => {
    const { call, at, by, doctor, patient } = await callOfTwo();
    const disconnects = [doctor.disconnects.length, patient.disconnects.length];
    await Promise.all([redis.stop(), postgres.stop()]);
    try {
      const deadline = performance.now() + 6_000;
      while (performance.now() < deadline) {
        const askedMs = performance.now();
        expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
        for (const server of servers) expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
        // What a call asks of its server waits for neither.
        expect(performance.now() - askedMs).toBeLessThan(2_000);
        await pause(500);
      }
      expect(await doctor.ask('addMarker', { text: 'Without both' })).toMatchObject({ ok: true });
      expect(await patient.ask('setConsent', { decision: 'withdrawn' })).toMatchObject({ ok: true });
      expect([doctor.disconnects.length, patient.disconnects.length]).toEqual(disconnects);
    } finally {
      await Promise.all([redis.start(), postgres.start()]);
    }
    await eventually(async () => (await holder(call)) === at, 'the server to hold its call in the new Redis');
    const isStored = async () =>
      (await query('select 1 from markers where call_id = $1', [call.id])).length === 1 &&
      (await query("select 1 from consents where call_id = $1 and decision = 'withdrawn'", [call.id])).length === 1;
    await eventually(isStored, 'what happened meanwhile to be stored', 30_000);
    expect([doctor.disconnects.length, patient.disconnects.length]).toEqual(disconnects);
    expect((await clinician.at(by).request('POST', `/api/calls/${call.id}/end`)).status).toBe(200);
  }, 90_000);

  it('free the calls of a server whose process is gone, not those of one that is still storing', async () => {
    const connection = await openRedis(redis.url);
    const [killed, draining, asks] = ['killed', 'draining', 'asks'].map((name) => `${name}-${randomUUID()}`) as [string, string, string];
    const report = { url: 'http://localhost:9', participants: 0, capacity: 1, maxParticipants: null };
    const nodes = [killed, draining, asks].map(
      (self) => new Nodes(connection, { self, report: () => ({ ...report, name: self, draining: self === draining }) }),
    );
    const leases = (node: string) => new Leases(connection, { node, ttlMs: 10_000 });
    try {
      const [first, second] = [randomUUID(), randomUUID()];
      await Promise.all([leases(killed).acquire(first, 0), leases(draining).acquire(second, 0)]);
      await Promise.all(nodes.map((one) => one.tell()));
      await Promise.all([nodes[2]!.gone(killed, first), nodes[2]!.gone(draining, second)]);
      expect(await leases(asks).acquire(first, 1)).toEqual({ token: 2 });
      expect(await leases(killed).renew(first, 1)).toBe(false);
      expect(await leases(asks).acquire(second, 1)).toEqual({ holder: draining });
    } finally {
      await Promise.all(nodes.map((one) => one.close()));
      connection.destroy();
    }
  });

  it('keep what flows between them and a client that has lost its socket for a moment', async () => {
    const { patient } = await callOfTwo();
    const made = await Promise.all((['send', 'receive'] as const).map((direction) => patient.ask('createTransport', { direction })));
    const ids = made.map((one) => (one as { data: { id: string } }).data.id).sort();
    const greeted = patient.all('welcome').length;
    patient.socket.io.engine.close();
    await eventually(() => patient.all('welcome').length > greeted, 'the client to be back');
    expect([...patient.last('welcome')!.transportIds].sort()).toEqual(ids);
  });

  it('hand their calls over when drained, and take calls again', async () => {
    const { call, at, by, doctor, patient } = await callOfTwo();
    const since = heard(doctor, patient);
    at.signal('SIGUSR2');
    await inCall(doctor, patient, since);
    expect(await holder(call)).toBe(by);
    const next = await clinician.createCall('While drained');
    const there = clinician.at(at).connect(next.id);
    clients.push(there);
    await there.ready();
    expect(await holder(next)).toBe(by);
    at.signal('SIGUSR2');
    await eventually(() => at.log.includes('takes calls again'), 'the server to come back');
    const after = await clinician.createCall('After');
    const back = clinician.at(by).connect(after.id);
    clients.push(back);
    await back.ready();
    expect(await holder(after)).toBe(at);
  });

  it('stop when they are told to, also while PostgreSQL is away', async () => {
    const { call, at, doctor } = await callOfTwo();
    await postgres.stop();
    await doctor.ask('addMarker', { text: 'Owed' });
    const toldMs = performance.now();
    await at.end('SIGTERM');
    expect(performance.now() - toldMs).toBeLessThan(20_000);
    await postgres.start();
    await at.start();
    const marked = async () => {
      const timeline = (await clinician.at(at).request('GET', `/api/calls/${call.id}/timeline`)).body as { markers?: { text: string }[] };
      return timeline.markers?.some(({ text }) => text === 'Owed') === true;
    };
    await eventually(marked, 'what the server owed to be stored by its next start');
  }, 90_000);
});
