import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '#contracts/socket-events';
import { turnCredentials } from '../../apps/server/src/media/ice-servers.ts';
import { freePort } from '../e2e/support/server.ts';
import { Attune, type CallClient, eventually } from './support/attune.ts';
import { TCP, TurnClient } from './support/turn-client.ts';

const SECRET = 'a secret of at least thirty-two characters';
const URL = 'turn:turn.example.org:3478';
type Given = Pick<ResponseOf<'createTransport'>, 'iceServers'>;

describe('credentials for TURN', () => {
  let attune: Attune;
  let doctor: CallClient;
  let patient: CallClient;
  let participantId: string;

  beforeAll(async () => {
    attune = await Attune.start({}, { ATTUNE_STUN_URLS: 'stun:stun.example.org', ATTUNE_TURN_URLS: URL, ATTUNE_TURN_SECRET: SECRET });
    const clinician = await attune.clinician();
    const call = await clinician.createCall();
    const joined = await attune.join(call);
    ({ participantId } = joined);
    doctor = await clinician.connect(call.id).ready();
    await doctor.ask('ready', {});
    patient = await attune.connect({ callId: call.id, participantKey: joined.participantKey }).ready();
    await patient.ask('ready', {});
    await eventually(() => doctor.presenceOf(participantId) === 'waiting', 'the patient in the waiting room');
  });
  afterAll(async () => {
    doctor.close();
    patient.close();
    await attune.stop();
  });

  /** Of an answer: the username and the credential for the TURN server. */
  function turnOf({ iceServers }: Given): { username: string; credential: string } {
    expect(iceServers).toMatchObject([{ urls: ['stun:stun.example.org'] }, { urls: [URL] }]);
    return iceServers[1] as { username: string; credential: string };
  }

  it('are not for those who wait', async () => {
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(JSON.stringify(patient.heard)).not.toContain('turn');
    expect(JSON.stringify(patient.heard)).not.toContain('credential');
  });

  it("are the participant's own once let in, and valid for an hour", async () => {
    await doctor.ask('admit', { participantId });
    const answer = await patient.ask('createTransport', { direction: 'send' });
    if (!answer.ok) throw new Error(answer.error.code);
    const { username, credential } = turnOf(answer.data);
    const [expires, whose] = username.split(':');
    expect(whose).toBe(participantId);
    expect(Number(expires) - Date.now() / 1_000).toBeGreaterThan(3_590);
    expect(Number(expires) - Date.now() / 1_000).toBeLessThanOrEqual(3_600);
    expect(credential).toBe(createHmac('sha1', SECRET).update(username).digest('base64'));
    expect(JSON.stringify([patient.heard, answer])).not.toContain(SECRET);
  });

  it('are new where a connection is repaired', async () => {
    const answer = await patient.ask('createTransport', { direction: 'receive' });
    if (!answer.ok) throw new Error(answer.error.code);
    const first = Number(turnOf(answer.data).username.split(':')[0]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const again = await patient.ask('restartIce', { transportId: answer.data.id });
    if (!again.ok) throw new Error(again.error.code);
    expect(Number(turnOf(again.data).username.split(':')[0])).toBeGreaterThan(first);
  });
});

const hasCoturn = spawnSync('turnserver', ['--version']).error === undefined;

/** With a real coturn and the configuration in the repository; `test/README.md` says what it takes. */
describe.skipIf(!hasCoturn)('coturn with turnserver.conf', () => {
  // In a denied range, as on a local network. coturn forwards nothing to loopback, whatever is allowed.
  const SFU = '10.9.8.7';
  const folder = mkdtempSync(path.join(tmpdir(), 'attune-turn-'));
  let coturn: ChildProcess;
  let port: number;
  const clients: TurnClient[] = [];

  beforeAll(async () => {
    port = await freePort();
    const file = path.join(folder, 'turnserver.conf');
    copyFileSync(path.join(import.meta.dirname, '../../turnserver.conf'), file);
    const here = [`listening-port=${port}`, 'listening-ip=127.0.0.1', 'relay-ip=127.0.0.1', `pidfile=${path.join(folder, 'pid')}`];
    appendFileSync(file, ['', `static-auth-secret=${SECRET}`, `allowed-peer-ip=${SFU}`, 'no-tls', 'no-dtls', ...here, ''].join('\n'));
    coturn = spawn('turnserver', ['-c', file], { stdio: 'ignore' });
    const listens = () =>
      client(SECRET)
        .allocate()
        .then(
          () => true,
          () => false,
        );
    await eventually(listens, 'coturn to listen', 30_000);
  });
  afterAll(() => {
    for (const client of clients) client.close();
    coturn.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const client = (secret: string, at = Date.now()) => {
    const one = new TurnClient(port, turnCredentials(secret, crypto.randomUUID(), at));
    clients.push(one);
    return one;
  };

  it('takes the credentials that Attune makes, and forwards to the media server', async () => {
    const one = client(SECRET);
    expect(await one.allocate()).toBe(0);
    expect(await one.permit(SFU)).toBe(0);
  });

  it('takes none that have expired, nor those of another secret', async () => {
    expect(await client(SECRET, Date.now() - 2 * 3_600_000).allocate()).toBe(401);
    expect(await client(`${SECRET}!`).allocate()).toBe(401);
  });

  it.each(['127.0.0.2', '10.1.2.3', '172.20.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '224.0.0.1', '0.0.0.0', '198.18.0.1'])(
    'forwards nothing to %s',
    async (address) => {
      const one = client(SECRET);
      expect(await one.allocate()).toBe(0);
      expect(await one.permit(address)).toBe(403);
    },
  );

  it('opens no TCP connections for anybody', async () => {
    expect(await client(SECRET).allocate(TCP)).not.toBe(0);
  });

  it('reserves only so many addresses for one participant', async () => {
    const credentials = turnCredentials(SECRET, crypto.randomUUID(), Date.now());
    const codes: number[] = [];
    for (let n = 0; n < 26; n++) {
      const one = new TurnClient(port, credentials);
      clients.push(one);
      codes.push(await one.allocate());
    }
    expect(codes.filter((code) => code === 0)).toHaveLength(24);
    expect(codes.at(-1)).toBe(486);
  });
});
