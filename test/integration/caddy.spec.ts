import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { type AddressInfo, createServer, type Socket as Connection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import { selfSigned } from '../../scripts/prepare/certificate.mjs';
import { SETUP_WITHIN_MS, TestServer } from '../e2e/support/server.ts';
import { eventually, PASSWORD } from './support/attune.ts';
import { freePort, has } from './support/prometheus.ts';

const CADDYFILE = join(import.meta.dirname, '../../deploy/caddy/Caddyfile');
const ORIGIN = 'https://localhost';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

describe.skipIf(!has('caddy', 'caddy'))('Attune behind a real Caddy with TLS', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-caddy-'));
  let server: TestServer;
  let caddy: ChildProcess;
  let site: string;
  let ca: string;
  let certificate: { cert: string; key: string };
  let cookie = '';
  const sockets: Socket[] = [];

  /** As a browser on the site asks, which trusts nothing but the site's certificate. */
  const ask = (
    method: string,
    path: string,
    { body, headers = {}, from, at = site }: { body?: string | Buffer; headers?: Record<string, string>; from?: string; at?: string } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request(
        at + path,
        {
          method,
          agent: new Agent({ ca }),
          ...(from !== undefined && { localAddress: from, family: 4 }),
          headers: {
            origin: site,
            ...(cookie !== '' && { cookie }),
            ...(typeof body === 'string' && { 'content-type': 'application/json' }),
            ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
            ...headers,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });

  async function startCaddy(config: string, port?: number): Promise<{ caddy: ChildProcess; site: string }> {
    const [own, http, health] = [port ?? (await freePort()), await freePort(), await freePort()];
    const at = `${ORIGIN}:${own}`;
    const started = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        ATTUNE_SITE: at,
        ATTUNE_CADDY_TLS: `${certificate.cert} ${certificate.key}`,
        ATTUNE_UPSTREAM: 'localhost',
        ATTUNE_UPSTREAM_PORT: String(server.port),
        ATTUNE_CADDY_HTTP_PORT: String(http),
        ATTUNE_CADDY_HEALTH_PORT: String(health),
      },
    });
    const isUp = () =>
      fetch(`http://127.0.0.1:${health}/`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await eventually(isUp, 'Caddy', 60_000, 200);
    return { caddy: started, site: at };
  }

  beforeAll(async () => {
    certificate = await selfSigned(folder, []);
    ca = readFileSync(certificate.cert, 'utf8');
    const port = await freePort();
    site = `${ORIGIN}:${port}`;
    server = await TestServer.start({
      env: { ATTUNE_PUBLIC_URL: site, ATTUNE_TRUSTED_PROXIES: 'loopback', ATTUNE_METRICS_TOKEN: 'a-token-for-prometheus' },
    });
    ({ caddy } = await startCaddy(CADDYFILE, port));
    const made = await ask('POST', '/api/setup', {
      body: JSON.stringify({ code: server.setupCode(), name: 'Dr Ada', email: 'ada@example.org', password: PASSWORD }),
    });
    cookie = String(made.headers['set-cookie']).split(';')[0] ?? '';
  }, SETUP_WITHIN_MS);
  afterAll(async () => {
    for (const socket of sockets) socket.close();
    caddy?.kill();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves the app over TLS, and its session is for TLS alone', async () => {
    const page = await ask('GET', '/');
    expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    expect(page.text).toContain('<html');
    expect((await ask('GET', '/api/auth/me')).text).toContain('Dr Ada');
  });

  it('keeps what is for the monitoring inside', async () => {
    for (const path of ['/metrics', '/health/live', '/health/ready'])
      expect((await ask('GET', path, { headers: { authorization: 'Bearer a-token-for-prometheus' } })).status).toBe(404);
    expect((await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer a-token-for-prometheus' } })).status).toBe(200);
  });

  it('passes the socket of a call, by WebSocket', async () => {
    const call = JSON.parse((await ask('POST', '/api/calls', { body: JSON.stringify({ title: 'Check-up' }) })).text) as CallView;
    const socket = io(`${site}/call`, {
      auth: { callId: call.id },
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie, origin: site },
      // Node's WebSocket client of engine.io takes it.
      ca,
    } as Parameters<typeof io>[1]);
    sockets.push(socket);
    let welcome: { role: string } | undefined;
    socket.on('welcome', (given: { role: string }) => (welcome = given));
    expect((await eventually(() => welcome, 'a welcome')).role).toBe('clinician');
    expect(socket.io.engine.transport.name).toBe('websocket');
  });

  it.skipIf(process.platform !== 'linux')('sends sockets past a server that hangs', async () => {
    const connections: Connection[] = [];
    // Takes connections, and says nothing.
    const hung = createServer((connection) => void connections.push(connection.on('error', () => undefined))).listen(0, '127.0.0.1');
    await once(hung, 'listening');
    const { port: hungPort } = hung.address() as AddressInfo;
    // The same but for the names of the servers, as no name here has two addresses.
    const config = readFileSync(CADDYFILE, 'utf8').replace(
      /dynamic a [^]*?refresh 5s\s*\}/,
      `to localhost:${server.port} 127.0.0.1:${hungPort}`,
    );
    writeFileSync(join(folder, 'two.caddy'), config);
    const second = await startCaddy(join(folder, 'two.caddy'));
    try {
      // By their addresses clients are shared among the servers.
      for (let host = 2; host < 18; host++) {
        const from = `127.0.0.${host}`;
        const { status, text } = await ask('GET', '/socket.io/?EIO=4&transport=polling', { from, at: second.site });
        expect([status, text.slice(0, 1)]).toEqual([200, '0']);
      }
      expect(connections.length).toBeGreaterThan(0);
    } finally {
      second.caddy.kill();
      for (const connection of connections) connection.destroy();
      hung.close();
    }
  });

  it('passes an upload of many megabytes', async () => {
    const video = randomBytes(24 * 1024 * 1024);
    const metadata = Object.entries({ filename: 'session.mp4', consent: 'yes' })
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const tus = { 'tus-resumable': '1.0.0' };
    const created = await ask('POST', '/api/recordings/uploads', {
      headers: { ...tus, 'upload-length': String(video.length), 'upload-metadata': metadata },
    });
    expect(created.status).toBe(201);
    const { pathname } = new URL(String(created.headers.location), site);
    const sent = await ask('PATCH', pathname, {
      body: video,
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    });
    expect([sent.status, sent.headers['upload-offset']]).toEqual([204, String(video.length)]);
  });
});
