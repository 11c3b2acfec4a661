import { io, type Socket } from 'socket.io-client';
import type { CallView, JoinResponse } from '#contracts/rest';
import type { ClientToServer, Events, Reply, RequestName, RequestOf, ResponseOf, ServerToClient } from '#contracts/socket-events';
import { eventually } from '../../support/eventually.ts';

export const PASSWORD = 'correct horse battery';

export interface Answer {
  status: number;
  headers: Headers;
  body: { code?: string; message?: string } & Record<string, unknown>;
}

/** A server, as its clients reach it. */
export class Site {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.raw(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  async raw(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body,
    });
    const text = await response.text();
    // HEAD has no body, whatever its type is.
    const isJson = text !== '' && response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : { text }) as Answer['body'] };
  }

  async join(call: CallView, name = 'Jan', participantKey?: string): Promise<JoinResponse> {
    return (await this.request('POST', `/api${String(call.invitationPath)}`, { name, participantKey })).body as unknown as JoinResponse;
  }

  connect(auth: object, headers: Record<string, string> = {}): CallClient {
    return new CallClient(this.url, auth, headers);
  }
}

export class Clinician {
  readonly cookie: string;
  readonly #site: Site;

  constructor(site: Site, cookie: string) {
    this.#site = site;
    this.cookie = cookie;
  }

  request(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#site.request(method, path, body, { cookie: this.cookie });
  }

  async createCall(title = 'Check-up', patientName = ''): Promise<CallView> {
    return (await this.request('POST', '/api/calls', { title, patientName })).body as unknown as CallView;
  }

  /** The same person, by way of another server. */
  at(site: Site): Clinician {
    return new Clinician(site, this.cookie);
  }

  connect(callId: string): CallClient {
    return this.#site.connect({ callId }, { cookie: this.cookie });
  }
}

type Wire = Socket<ServerToClient, ClientToServer>;

/** A client's socket that remembers everything it was told. */
export class CallClient {
  readonly socket: Wire;
  readonly heard: { event: string; payload: unknown }[] = [];
  readonly disconnects: string[] = [];
  #refusal: { code: string; message: string } | null = null;

  constructor(url: string, auth: object, extraHeaders: Record<string, string>) {
    this.socket = io(`${url}/call`, {
      auth,
      ...('callId' in auth && { query: { call: auth.callId } }),
      extraHeaders,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 300,
    });
    this.socket.onAny((event: string, payload: unknown) => this.heard.push({ event, payload }));
    this.socket.on('disconnect', (reason) => this.disconnects.push(reason));
    this.socket.on('connect_error', (error) => {
      this.#refusal = (error as Error & { data?: { code: string; message: string } }).data ?? this.#refusal;
    });
  }

  /** Waits for the welcome. Throws if the handshake is refused. */
  async ready(): Promise<this> {
    await eventually(() => this.last('welcome') !== undefined || this.#refusal !== null, 'a welcome');
    if (this.#refusal !== null) throw new Error(this.#refusal.code);
    return this;
  }

  async refusal(): Promise<{ code: string; message: string }> {
    await eventually(() => this.#refusal !== null, 'a refusal');
    return this.#refusal ?? { code: '', message: '' };
  }

  async ask<N extends RequestName>(name: N, request: RequestOf<N>): Promise<Reply<ResponseOf<N>>> {
    return this.send(name, request) as Promise<Reply<ResponseOf<N>>>;
  }

  /** As {@link ask}, with anything at all. */
  send(name: string, ...payload: unknown[]): Promise<Reply<unknown>> {
    return (
      this.socket.timeout(10_000) as unknown as { emitWithAck(name: string, ...payload: unknown[]): Promise<Reply<unknown>> }
    ).emitWithAck(name, ...payload);
  }

  all<N extends keyof Events>(event: N): Events[N][] {
    return this.heard.filter((one) => one.event === event).map((one) => one.payload as Events[N]);
  }

  last<N extends keyof Events>(event: N): Events[N] | undefined {
    return this.all(event).at(-1);
  }

  presenceOf(participantId: string): string | undefined {
    return this.last('callState')?.participants.find((participant) => participant.id === participantId)?.presence;
  }

  close(): void {
    this.socket.close();
  }
}

export function cookieOf(answer: Answer): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
