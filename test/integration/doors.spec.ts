import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { io } from 'socket.io-client';
import { SetupCode } from '../../apps/server/src/auth/setup-code.ts';
import { Attune, PASSWORD } from './support/attune.ts';

let attune: Attune;
const person = { name: 'Dr Ada', email: 'ada@example.org', password: PASSWORD };
const codeFile = () => join(attune.config.dataDir, 'setup-code');

beforeAll(async () => {
  attune = await Attune.start({ dataDir: mkdtempSync(join(tmpdir(), 'attune-doors-')) });
});
afterAll(() => attune.stop());

interface Sent {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

/** With any header, also those that fetch keeps to itself, and from any address of loopback. */
function send(
  method: string,
  path: string,
  { headers = {}, body, from }: { headers?: Record<string, string>; body?: unknown; from?: string } = {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const asking = request(
      attune.url + path,
      { method, localAddress: from, headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, body: said, headers: answer.headers }), reject);
      },
    );
    asking.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const upgrade = (headers: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(attune.url);
    const all = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    };
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${Object.entries(all)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      );
    });
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.includes('101 Switching')) socket.destroy();
    });
    socket.on('close', () => resolve(heard)).on('error', reject);
  });

describe('the first account', () => {
  it('takes a code that lies in a file for its owner only, over restarts', async () => {
    const code = attune.setupCode();
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$/);
    expect(statSync(codeFile()).mode & 0o777).toBe(0o600);
    attune = await attune.restart();
    expect(attune.setupCode()).toBe(code);
    expect(attune.app.get(SetupCode).path).toBe(`/setup#code=${code}`);
  });

  it('is made for nobody without the code', async () => {
    for (const code of [undefined, '', 'wrong', `${attune.setupCode()}0`]) {
      const refused = await attune.request('POST', '/api/setup', { ...person, code });
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 'setup-code-wrong', message: expect.stringContaining('printed when it started') as string },
      });
    }
    expect((await attune.request('GET', '/api/setup')).body).toEqual({ needsSetup: true });
  });

  it('cannot be guessed at without end', async () => {
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send('POST', '/api/setup', {
          body: { ...person, code: `wrong-${index}` },
          from: '127.0.0.77',
          headers: { 'x-forwarded-for': `203.0.113.${index}` },
        }),
      ),
    );
    expect(tries.filter(({ status }) => status === 403)).toHaveLength(10);
    const last = tries.find(({ status }) => status === 429);
    expect(last?.body).toContain('too-many-tries');
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('has no password that anybody would try', async () => {
    const code = attune.setupCode();
    expect(await attune.request('POST', '/api/setup', { ...person, code, password: 'Password123!' })).toMatchObject({
      status: 400,
      body: { code: 'password-too-common' },
    });
    expect(await attune.request('POST', '/api/setup', { ...person, code, password: 'ada@example.org' })).toMatchObject({
      status: 400,
      body: { code: 'password-too-personal' },
    });
  });

  it('is made once with it, and the code is gone', async () => {
    const code = attune.setupCode();
    const [one, other] = await Promise.all(
      [1, 2].map((n) => send('POST', '/api/setup', { body: { ...person, code: ` ${code.toUpperCase()} ` }, from: `127.0.0.5${n}` })),
    );
    expect([one?.status, other?.status].sort()).toEqual([201, 409]);
    expect(existsSync(codeFile())).toBe(false);
    expect(attune.app.get(SetupCode).path).toBeNull();
    attune = await attune.restart();
    expect(existsSync(codeFile())).toBe(false);
  });
});

describe('a foreign host', () => {
  const rebound = { host: 'evil.example', origin: 'http://evil.example' };

  it('is not answered: no page, no route, no socket', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/setup'],
      ['POST', '/api/setup'],
      ['POST', '/api/auth/login'],
      ['GET', '/api/health'],
      ['POST', '/api/recordings/uploads'],
      ['GET', '/socket.io/?EIO=4&transport=polling'],
    ] as const) {
      const answer = await send(method, path, { headers: rebound, ...(method === 'POST' && { body: person }) });
      expect([path, answer.status]).toEqual([path, 421]);
      expect(JSON.parse(answer.body)).toEqual({ code: 'unknown-host', message: expect.stringContaining('ATTUNE_PUBLIC_URL') as string });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(await upgrade({ Host: 'evil.example', Origin: 'http://evil.example' })).toMatch(/^HTTP\/1\.1 421 [\s\S]*unknown-host/);
  });

  it("gets no socket for its pages either, while Attune's own do", async () => {
    const { host } = new URL(attune.url);
    expect(await upgrade({ Host: host, Origin: 'http://evil.example' })).toMatch(/^HTTP\/1\.1 403 [\s\S]*not allowed/);
    expect((await send('GET', '/socket.io/?EIO=4&transport=polling', { headers: { host, origin: 'http://evil.example' } })).status).toBe(
      403,
    );
    expect(await upgrade({ Host: host, Origin: `http://${host}` })).toMatch(/^HTTP\/1\.1 101 /);
    expect((await send('GET', '/socket.io/?EIO=4&transport=polling', { headers: { host, origin: `http://${host}` } })).status).toBe(200);
    expect((await send('POST', '/api/auth/login', { headers: { host, origin: 'http://evil.example' }, body: person })).status).toBe(403);
  });
});

describe('guessing a password', () => {
  const login = (password: string, options: { from?: string; headers?: Record<string, string> } = {}) =>
    send('POST', '/api/auth/login', { body: { email: 'ada@example.org', password }, ...options });

  it('ends after a few tries, whatever address a client makes up', async () => {
    const tries = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        login(`wrong ${index}`, { from: '127.0.0.66', headers: { 'x-forwarded-for': `198.51.100.${index}` } }),
      ),
    );
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(55);
    // From elsewhere the owner signs in.
    expect((await login(PASSWORD, { from: '127.0.0.9' })).status).toBe(200);
  });

  it("from many addresses at once slows down for the account, and the owner's own browser is let in all the same", async () => {
    const cookies = (await login(PASSWORD)).headers['set-cookie'] as string[];
    const device = cookies.find((cookie) => cookie.startsWith('attune_device='))?.split(';')[0] ?? '';
    expect(cookies.find((cookie) => cookie.startsWith('attune_device='))).toMatch(/HttpOnly/);
    const tries = await Promise.all(Array.from({ length: 40 }, (_, index) => login('wrong password', { from: `127.0.1.${1 + index}` })));
    expect(tries.filter(({ status }) => status === 401).length).toBeLessThan(25);
    const paused = await login(PASSWORD, { from: '127.0.0.10' });
    expect(paused.status).toBe(429);
    expect(Number(paused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await login(PASSWORD, { from: '127.0.0.10', headers: { cookie: device } })).status).toBe(200);
    // Another account's, or a made-up one, opens nothing.
    const again = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        login('wrong password', { from: `127.0.2.${1 + index}`, headers: { cookie: 'attune_device=made.up' } }),
      ),
    );
    expect(again.filter(({ status }) => status === 401).length).toBeLessThan(25);
  });
});

it('the default namespace of the socket refuses', async () => {
  const socket = io(attune.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  const refused = await new Promise<string>((resolve) => {
    socket
      .on('connect', () => resolve('connected'))
      .on('connect_error', (error) => resolve((error as Error & { data?: { code: string } }).data?.code ?? error.message));
  });
  socket.close();
  expect(refused).toBe('not-found');
});
