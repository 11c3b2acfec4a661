import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
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
  let cookie = '';
  const sockets: Socket[] = [];

  /** As a browser on the site asks, which trusts nothing but the site's certificate. */
  const ask = (method: string, path: string, { body, headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request(
        site + path,
        {
          method,
          agent: new Agent({ ca }),
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

  beforeAll(async () => {
    const [port, http, health] = [await freePort(), await freePort(), await freePort()];
    site = `${ORIGIN}:${port}`;
    const files = await selfSigned(folder, []);
    ca = readFileSync(files.cert, 'utf8');
    server = await TestServer.start({
      env: { ATTUNE_PUBLIC_URL: site, ATTUNE_TRUSTED_PROXIES: 'loopback', ATTUNE_METRICS_TOKEN: 'a-token-for-prometheus' },
    });
    caddy = spawn('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        ATTUNE_SITE: site,
        ATTUNE_CADDY_TLS: `${files.cert} ${files.key}`,
        ATTUNE_UPSTREAM: 'localhost',
        ATTUNE_UPSTREAM_PORT: String(server.port),
        ATTUNE_CADDY_HTTP_PORT: String(http),
        ATTUNE_CADDY_HEALTH_PORT: String(health),
      },
    });
    await eventually(
      () =>
        ask('GET', '/api/health').then(
          ({ status }) => status === 200,
          () => false,
        ),
      'Caddy',
      60_000,
      200,
    );
    expect((await fetch(`http://127.0.0.1:${health}/`)).status).toBe(200);
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
