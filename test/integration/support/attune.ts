import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import type { CallView, JoinResponse } from '#contracts/rest';
import type { ClientToServer, Events, Reply, RequestName, RequestOf, ResponseOf, ServerToClient } from '#contracts/socket-events';
import { createApp, listen } from '../../../apps/server/src/app.ts';
import { AuthRepository } from '../../../apps/server/src/auth/auth.repository.ts';
import { hashToken, newToken } from '../../../apps/server/src/auth/tokens.ts';
import { type Config, loadConfig } from '../../../apps/server/src/config/config.ts';
import { eventually } from '../../support/eventually.ts';

export { eventually, pause } from '../../support/eventually.ts';

/** Small, and on this machine alone. */
const ENVIRONMENT = {
  ATTUNE_MEDIA_PORT: process.env['ATTUNE_MEDIA_PORT'] ?? '20410',
  ATTUNE_MEDIA_WORKERS: '1',
  ATTUNE_MEDIA_LISTEN: '127.0.0.1',
  ATTUNE_LOG_LEVEL: 'warn',
};

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

/** A whole Attune in this process: real database, media workers, analyzer and sockets. */
export class Attune extends Site {
  readonly app: INestApplication;
  readonly config: Config;

  private constructor(app: INestApplication, config: Config, url: string) {
    super(url);
    this.app = app;
    this.config = config;
  }

  static async start(settings: Partial<Config> = {}, environment: NodeJS.ProcessEnv = {}): Promise<Attune> {
    const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'attune-'));
    const config: Config = {
      ...loadConfig({ ...ENVIRONMENT, ...environment }),
      port: 0,
      host: '127.0.0.1',
      dataDir,
      keyFile: `${dataDir}.key`,
      ...settings,
    };
    const app = await createApp(config);
    const local = await listen(app, config);
    return new Attune(app, config, local.replace('localhost', '127.0.0.1'));
  }

  async stop({ keepData = false } = {}): Promise<void> {
    await this.app.close();
    if (!keepData) for (const path of [this.config.dataDir, this.config.keyFile]) rmSync(path, { recursive: true, force: true });
  }

  /** The same data and port, started again. */
  async restart(): Promise<Attune> {
    const port = Number(new URL(this.url).port);
    await this.stop({ keepData: true });
    return Attune.start({ ...this.config, port });
  }

  /** What the first account takes. Throws once it is spent. */
  setupCode(): string {
    return readFileSync(join(this.config.dataDir, 'setup-code'), 'utf8').trim();
  }

  /** The clinician's account of the first start. */
  async clinician(): Promise<Clinician> {
    const made = await this.request('POST', '/api/setup', {
      code: this.setupCode(),
      name: 'Dr Ada',
      email: 'ada@example.org',
      password: PASSWORD,
    });
    return new Clinician(this, cookieOf(made));
  }

  /** A second clinician, who must not see anything of the first one's calls. */
  async stranger(): Promise<Clinician> {
    const repository = this.app.get(AuthRepository, { strict: false });
    const [id, token] = [randomUUID(), newToken()];
    await repository.createAccount({ id, name: 'Dr Eve', email: `${id}@example.org`, passwordHash: '-', createdAt: new Date() });
    await repository.createSession({ tokenHash: hashToken(token), accountId: id, expiresAt: new Date(Date.now() + 60_000) });
    return new Clinician(this, `attune_session=${token}`);
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
