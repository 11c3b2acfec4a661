import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { io, type Socket } from 'socket.io-client';
import { consentWordings, type ConsentWording } from '#contracts/consent';
import type { CallView, JoinResponse } from '#contracts/rest';
import type { ClientToServer, RequestName, RequestOf, ResponseOf, ServerToClient } from '#contracts/socket-events';
import type { ConsentDecision } from '#contracts/consent';

export type CallSocket = Socket<ServerToClient, ClientToServer>;

/** The clinician's browser as far as REST goes: makes the account, then calls. */
export class Clinician {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** @param data the server's data folder, where the set-up code lies */
  async setUp(data: string): Promise<void> {
    const code = (await readFile(path.join(data, 'setup-code'), 'utf8')).trim();
    await this.post('/api/setup', { code, name: 'Bench', email: 'bench@example.org', password: crypto.randomUUID() });
  }

  async post<T>(path: string, body: object): Promise<T> {
    return JSON.parse(await this.send('POST', path, body)) as T;
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.send('GET', path)) as T;
  }

  /** A page of a list, and the address of the next one. */
  async page<T>(path: string): Promise<{ body: T[]; next: string | null }> {
    const { text, headers } = await this.#fetch('GET', path);
    return { body: JSON.parse(text) as T[], next: /^<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null };
  }

  /** @returns the answer's text. Throws for anything but a success. */
  async send(method: string, path: string, body?: object): Promise<string> {
    return (await this.#fetch(method, path, body)).text;
  }

  async #fetch(method: string, path: string, body?: object): Promise<{ text: string; headers: Headers }> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie !== undefined) this.#cookie = cookie;
    return { text, headers: response.headers };
  }
}

/** One call with one patient, through the same requests as the web app makes. */
export interface BenchCall {
  callId: string;
  patientId: string;
  clinicianId: string;
  clinician: CallSocket;
  patient: CallSocket;
  /** Class names in the order of every sample's scores; filled once the analyzer has said. */
  classes: string[];
}

/** Opens a call, brings the patient in with consent, and answers when both are in it. */
export async function openCall(url: string, account: Clinician, index: number): Promise<BenchCall> {
  const call = await account.post<CallView>('/api/calls', { title: `Bench ${index}`, patientName: '' });
  if (call.invitationPath === null) throw new Error('The call has no invitation.');
  const joined = await join(url + call.invitationPath.replace(/^\/join/, '/api/join'), `Patient ${index}`, `127.0.1.${1 + index}`);
  const clinician = await connect(url, { callId: call.id }, account.cookie);
  const patient = await connect(url, { callId: call.id, participantKey: joined.participantKey });
  await request(clinician.socket, 'ready', {});
  asked ??= question(url);
  await decide(patient.socket, 'granted');
  await request(patient.socket, 'ready', {});
  await request(clinician.socket, 'admit', { participantId: joined.participantId });
  return {
    callId: call.id,
    patientId: joined.participantId,
    clinicianId: clinician.participantId,
    clinician: clinician.socket,
    patient: patient.socket,
    classes: clinician.classes,
  };
}

/** The text that patients of the bench answer, read once from the server. */
let asked: Promise<ConsentWording> | undefined;

async function question(url: string): Promise<ConsentWording> {
  const wording = consentWordings
    .parse(await (await fetch(`${url}/api/consent/wordings?language=en`)).json())
    .find(({ scope }) => scope === 'expression');
  if (wording === undefined) throw new Error('The server has no text for the question of consent.');
  return wording;
}

/** From an address of its own on loopback, as patients have: the server lets one address join so often in a minute. */
export async function join(url: string, name: string, address: string): Promise<JoinResponse> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest(
      url,
      { method: 'POST', localAddress: address, headers: { 'content-type': 'application/json' } },
      (answer) => {
        text(answer).then((body) => {
          if (answer.statusCode !== undefined && answer.statusCode < 300) resolve(JSON.parse(body) as JoinResponse);
          else reject(new Error(`POST ${url} was answered with ${answer.statusCode}: ${body}`));
        }, reject);
      },
    );
    asking.on('error', reject).end(JSON.stringify({ name }));
  });
}

/** What a patient decides about the analysis of their face. Rejects if it is refused. */
export async function decide(patient: CallSocket, decision: ConsentDecision): Promise<void> {
  const { version, language, hash } = await (asked ??
    Promise.reject(new Error('Open a call first: its server has the text of the question.')));
  await request(patient, 'setConsent', { decision, wording: version, language, hash });
}

export async function request<Name extends RequestName>(socket: CallSocket, name: Name, body: RequestOf<Name>): Promise<ResponseOf<Name>> {
  // The typed emitter cannot follow a name that is a type parameter.
  const untyped = socket as unknown as {
    timeout(ms: number): {
      emitWithAck(name: string, body: unknown): Promise<{ ok: true; data: ResponseOf<Name> } | { ok: false; error: { message: string } }>;
    };
  };
  const answer = await untyped.timeout(20_000).emitWithAck(name, body);
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.message}`);
  return answer.data;
}

export async function connect(
  url: string,
  auth: object,
  cookie?: string,
  localAddress?: string,
): Promise<{ socket: CallSocket; participantId: string; classes: string[] }> {
  const socket: CallSocket = io(`${url}/call`, {
    auth,
    transports: ['websocket'],
    forceNew: true,
    ...(localAddress !== undefined && { localAddress }),
    ...(cookie !== undefined && { extraHeaders: { cookie } }),
  });
  const classes: string[] = [];
  socket.on('analysis', (status) => classes.splice(0, classes.length, ...status.classes));
  return new Promise((resolve, reject) => {
    socket.once('welcome', ({ participantId }) => resolve({ socket, participantId, classes }));
    socket.once('connect_error', (error) => reject(new Error(`The call's socket was refused: ${error.message}`)));
  });
}
