import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RequestName, requests } from '#contracts/socket-events';
import type { CallView } from '#contracts/rest';
import { Random } from '../../fuzz/random.ts';
import { type CallSocket, type Clinician, connect, join, request } from '../live/clients.ts';
import { simulcastParameters } from '../live/vp8-rtp.ts';
import { mutated, wrongValue } from './mutate-json.ts';
import type { AbusedServer } from './server.ts';

const CALLS = 12;
const PATIENTS_PER_CALL = 4;
/** Messages of one client that wait for an answer at a time. */
const AT_A_TIME = 8;
/** Bodies of REST requests. */
const BODIES = 3_000;
/** A new transport after so many tries at one, since a transport can be connected once only. */
const TRIES_PER_TRANSPORT = 10;
/** A patient who gets no transport so often in a row stays away. */
const MISSES = 10;

export interface MalformedResult {
  malformedMessages: number;
  /** Of these, mutated DTLS and RTP parameters. */
  mutatedParameters: number;
  /** Turned away for being too many, before anything looked at them. */
  throttled: number;
  /** Answered with `internal` or a status of 500: nobody had foreseen the message. */
  unforeseen: number;
  /** Messages that waited for an answer and got none. */
  unanswered: number;
  /** Processes that ended: server, media worker, analyzer. */
  crashes: number;
  /** Clinicians who were told that storing fails, and states other than `ok` of the server's health. */
  falseAlarms: number;
}

/** A patient in a call, and who lets them in. */
interface Seat {
  socket: CallSocket;
  participantId: string;
  clinician: CallSocket;
}
type Answer = { ok: boolean; error?: { code: string } };

/** Patients of many calls send what no client sends, while each call's clinician watches. */
export async function measureMalformed(
  server: AbusedServer,
  account: Clinician,
  { messages, parameters, seed, say }: { messages: number; parameters: number; seed: number; say: (line: string) => void },
): Promise<MalformedResult> {
  const result: MalformedResult = {
    malformedMessages: 0,
    mutatedParameters: 0,
    throttled: 0,
    unforeseen: 0,
    unanswered: 0,
    crashes: 0,
    falseAlarms: 0,
  };
  const before = await server.processes();
  const exitsBefore = server.unexpectedExits;
  const sockets: CallSocket[] = [];
  const patients: Seat[] = [];
  try {
    for (let index = 0; index < CALLS; index++) {
      const { clinician, admitted } = await openFullCall(server, account, index);
      clinician.on('analysis', ({ detail }) => {
        if (detail === null || !/stor/i.test(detail)) return;
        result.falseAlarms++;
        say(`False alarm: a clinician is told "${detail}"`);
      });
      sockets.push(clinician, ...admitted.map(({ socket }) => socket));
      patients.push(...admitted);
    }
    const look = async () => {
      const state = await healthOf(server);
      if (state === undefined) result.unanswered++;
      else if (state !== 'ok') {
        result.falseAlarms++;
        say(`False alarm: the server's health is "${state}".`);
      }
    };
    const health = setInterval(() => void look(), 500);
    await Promise.all(
      patients.map((patient, index) =>
        misbehave(
          patient,
          new Random(seed + index),
          result,
          Math.ceil(messages / patients.length),
          Math.ceil(parameters / patients.length),
          say,
        ),
      ),
    );
    await rawPackets(server, new Random(seed), result);
    await malformedBodies(server, account, new Random(seed), result);
    await sleep(1_000);
    clearInterval(health);
    await look();
  } finally {
    for (const socket of sockets) socket.disconnect();
  }
  const after = await server.processes();
  result.crashes +=
    server.unexpectedExits -
    exitsBefore +
    Number(before.analyzer !== after.analyzer) +
    Number(before.workers.join() !== after.workers.join());
  say(
    `${result.malformedMessages} malformed messages: ${result.crashes} crashes, ${result.falseAlarms} false alarms, ${result.unforeseen} unforeseen, ${result.unanswered} unanswered, ${result.throttled} throttled.`,
  );
  return result;
}

async function openFullCall(server: AbusedServer, account: Clinician, index: number): Promise<{ clinician: CallSocket; admitted: Seat[] }> {
  const call = await account.post<CallView>('/api/calls', { title: `Abuse ${index}`, patientName: '' });
  const clinician = (await connect(server.url, { callId: call.id }, account.cookie)).socket;
  await request(clinician, 'ready', {});
  const admitted: Seat[] = [];
  for (let seat = 0; seat < PATIENTS_PER_CALL; seat++) {
    const address = `127.0.${10 + index}.${1 + seat}`;
    const { participantId, participantKey } = await join(
      server.url + String(call.invitationPath).replace(/^\/join/, '/api/join'),
      `Patient ${seat}`,
      address,
    );
    const { socket } = await connect(server.url, { callId: call.id, participantKey }, undefined, address);
    await request(socket, 'ready', {});
    await request(clinician, 'admit', { participantId });
    admitted.push({ socket, participantId, clinician });
  }
  return { clinician, admitted };
}

async function misbehave(
  patient: Seat,
  random: Random,
  result: MalformedResult,
  messages: number,
  parameters: number,
  say: (line: string) => void,
): Promise<void> {
  const names = (Object.keys(requests) as RequestName[]).filter((name) => name !== 'leave' && name !== 'endCall');
  let left = messages;
  let back: Promise<Error | null> | null = null;
  const worker = async () => {
    // A message that is none ends the connection: without coming back, every further one would wait for an answer in vain.
    while (left-- > 0) {
      if (!patient.socket.connected)
        await (back ??= sitDown(patient).finally(() => {
          back = null;
        }));
      await send(patient.socket, random.below(20) === 0 ? `made-up-${random.below(9)}` : random.pick(names), [malformed(random)], result);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  await tryParameters(patient, random, result, parameters, say);
}

/** A shape that a request might have, spoiled; or nothing of the kind. */
function malformed(random: Random): unknown {
  if (random.below(3) === 0) return wrongValue(random);
  const id = '0b5f0f5e-6a1c-4c38-9d53-2f6f6f1f8a01';
  return mutated(
    random.pick<object>([
      { participantId: id },
      { text: 'x' },
      { producerId: id, paused: true },
      { consumerId: id },
      { transportId: id },
      { direction: 'send' },
      { decision: 'granted', wording: 'x', language: 'en' },
      { segmentId: 's', text: 'hello', startMs: 0, endMs: 900, final: true },
      { transportId: id, producerId: id, rtpCapabilities: { codecs: [], headerExtensions: [] } },
    ]),
    random,
  );
}

async function tryParameters(
  patient: Seat,
  random: Random,
  result: MalformedResult,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const { socket } = patient;
  for (let tried = 0, misses = 0; tried < count && misses < MISSES; ) {
    const why = socket.connected ? null : await sitDown(patient);
    const transport =
      why !== null ? why : await request(socket, 'createTransport', { direction: 'send' }).catch((error: unknown) => error as Error);
    if (transport instanceof Error) {
      if (++misses === MISSES) say(`A patient stays away: ${transport.message}`);
      await sleep(200);
      continue;
    }
    const dtlsParameters = {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
    };
    misses = 0;
    for (let attempt = 0; attempt < TRIES_PER_TRANSPORT && tried < count; attempt++, tried++) {
      const ssrcs = [1, 2, 3].map((layer) => 1 + layer + random.below(1e9));
      const payload: [name: string, body: unknown] =
        random.below(3) === 0
          ? ['connectTransport', { transportId: transport.id, dtlsParameters: mutated(dtlsParameters, random) }]
          : [
              'produce',
              {
                transportId: transport.id,
                kind: random.pick(['video', 'audio']),
                source: random.pick(['camera', 'microphone', 'screen']),
                rtpParameters: mutated(simulcastParameters(ssrcs, 101), random),
              },
            ];
      const answer = await send(socket, payload[0], [payload[1]], result);
      result.mutatedParameters++;
      // What was valid after all must not fill the call.
      const producerId = (answer as { data?: { producerId?: string } } | undefined)?.data?.producerId;
      if (producerId !== undefined) await request(socket, 'closeProducer', { producerId }).catch(() => undefined);
    }
  }
}

/** Back in the call: a packet that is no packet ends its connection, and a long absence the admission. */
async function sitDown({ socket, participantId, clinician }: Seat): Promise<Error | null> {
  const connected = new Promise<Error | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', resolve);
  });
  socket.connect();
  const refused = await Promise.race([connected, sleep(5_000).then(() => new Error('It does not connect.'))]);
  if (refused !== null) return refused;
  await request(socket, 'ready', {}).catch(() => undefined);
  await request(clinician, 'admit', { participantId }).catch(() => undefined);
  return null;
}

async function send(socket: CallSocket, name: string, args: unknown[], result: MalformedResult): Promise<Answer | undefined> {
  result.malformedMessages++;
  const untyped = socket as unknown as {
    connected: boolean;
    timeout(ms: number): { emitWithAck(name: string, ...args: unknown[]): Promise<Answer> };
  };
  // Nothing listens to a name that was made up, so nothing answers.
  const isKnown = Object.hasOwn(requests, name);
  const answer = await untyped
    .timeout(isKnown ? 5_000 : 50)
    .emitWithAck(name, ...args)
    .catch(() => undefined);
  if (answer === undefined) {
    if (isKnown) result.unanswered++;
    await sleep(untyped.connected ? 0 : 300);
  } else if (answer.error?.code === 'internal') {
    result.unforeseen++;
  } else if (answer.error?.code === 'too-many-requests') {
    result.throttled++;
    await sleep(500);
  }
  return answer;
}

/** Packets that are not even socket.io's, each on a connection of its own. */
async function rawPackets(server: AbusedServer, random: Random, result: MalformedResult): Promise<void> {
  const packets = [
    '42/call,[',
    '42["x"',
    '40/call,{"callId":',
    '4',
    '9',
    '42/call,["__proto__",{}]',
    '451-/call,["ready",{"_placeholder":true,"num":0}]',
    '45999999-["x"]',
    '\u0000',
    'x'.repeat(300_000),
    '41/call,',
    '40/nowhere,{}',
    '40{}',
    '40/call,[]',
    '40/call,null',
  ];
  for (let count = 0; count < 200; count++) {
    result.malformedMessages++;
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const ended = new Promise<void>((resolve) => {
      for (const event of ['close', 'error']) socket.addEventListener(event, () => resolve());
    });
    socket.addEventListener('open', () => {
      for (let each = 0; each < 3; each++) socket.send(random.pick(packets));
    });
    await Promise.race([ended, sleep(100)]);
    socket.close();
  }
}

/** Bodies of the routes that anybody may call, and of some that a clinician may. */
async function malformedBodies(server: AbusedServer, account: Clinician, random: Random, result: MalformedResult): Promise<void> {
  const call = await account.post<CallView>('/api/calls', { title: 'Abuse', patientName: '' });
  const routes: [method: string, path: string, body: object][] = [
    ['POST', `/api${String(call.invitationPath)}`, { name: 'Jan' }],
    ['POST', '/api/auth/login', { email: 'a@example.org', password: 'x' }],
    ['POST', '/api/setup', { name: 'A', email: 'a@example.org', password: 'x' }],
    ['POST', '/api/calls', { title: 'x', patientName: 'y' }],
    ['PUT', `/api/calls/${call.id}/note`, { markdown: 'x', version: 1 }],
    ['PATCH', `/api/calls/${call.id}/transcript`, { offsetMs: 0 }],
    ['POST', `/api/calls/${call.id}/transcript/segments`, { segments: [{ id: 's1', speaker: 'Jan', startMs: 0, endMs: 5, text: 'Hi' }] }],
    ['POST', `/api/calls/${call.id}/transcript/import`, { fileName: 'a.vtt', content: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHi' }],
  ];
  for (let count = 0; count < BODIES; count++) {
    const [method, path, body] = random.pick(routes);
    const text =
      random.below(4) === 0 ? JSON.stringify(mutated(body, random)).slice(0, random.below(200)) : JSON.stringify(mutated(body, random));
    const status = await postFrom(`127.0.2.${1 + random.below(250)}`, server.url + path, method, text, account.cookie);
    result.malformedMessages++;
    if (status === undefined) result.unanswered++;
    else if (status === 429) result.throttled++;
    else if (status >= 500) result.unforeseen++;
  }
}

function postFrom(
  localAddress: string,
  url: string,
  method: string,
  body: string | undefined,
  cookie: string,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sending = httpRequest(url, { method, localAddress, headers: { 'content-type': 'application/json', cookie } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    sending
      .setTimeout(20_000, () => sending.destroy())
      .once('error', () => resolve(undefined))
      .end(body);
  });
}

/** What the server says of itself; undefined without an answer. */
async function healthOf(server: AbusedServer): Promise<string | undefined> {
  const response = await fetch(`${server.url}/api/health`, { signal: AbortSignal.timeout(20_000) }).catch(() => undefined);
  const body = (await response?.json().catch(() => undefined)) as { status?: string } | undefined;
  return body?.status ?? (response === undefined ? undefined : `status ${response.status}`);
}
