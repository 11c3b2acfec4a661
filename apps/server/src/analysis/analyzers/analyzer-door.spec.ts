import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ANALYZER_CLOSED, ANALYZER_PROTOCOL, proofOf } from '#contracts/analyzer-hello';
import { trustsProxy } from '../../http/trusted-proxies.ts';
import { AnalyzerDoor } from './analyzer-door.ts';
import type { SocketLink } from './socket-link.ts';

const TOKEN = 'a token of at least thirty-two characters';
const NONCE = '0f'.repeat(32);
let server: Server;
let door: AnalyzerDoor;
let url: string;
let entered: SocketLink[];
let sockets: WebSocket[];

beforeEach(async () => {
  server = createServer();
  door = new AnalyzerDoor({ token: TOKEN, trustsProxy: trustsProxy([]) });
  door.attach(server);
  entered = [];
  sockets = [];
  door.on('entered', (link) => void entered.push(link));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as { port: number }).port}/analyzer`;
});
afterEach(() => {
  for (const socket of sockets) socket.terminate();
  for (const link of entered) link.close();
  door.close();
  server.close();
});

interface Heard {
  type: string;
  nonce?: string;
  proof?: string;
  settings?: object;
}

function knock(headers: Record<string, string> = {}, protocol: string | undefined = ANALYZER_PROTOCOL): WebSocket {
  const socket = new WebSocket(url, protocol === '' ? [] : protocol, { headers });
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}
const heard = async (socket: WebSocket) => JSON.parse(String((await once(socket, 'message'))[0])) as Heard;
const closed = async (socket: WebSocket) => {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
};
async function refusal(socket: WebSocket): Promise<{ status: number | undefined; message: string }> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, message: (JSON.parse(body) as { message: string }).message };
}

/** Comes in as an analyzer does; answers its socket, and how the server proved itself. */
async function enter(token = TOKEN): Promise<{ socket: WebSocket; server: string; welcome: Heard }> {
  const socket = knock();
  const { nonce = '' } = await heard(socket);
  const nonces = { server: nonce, analyzer: NONCE };
  socket.send(JSON.stringify({ type: 'answer', nonce: NONCE, proof: proofOf(token, 'analyzer', nonces), name: 'gpu-1' }));
  return { socket, server: nonce, welcome: await heard(socket) };
}

describe('the door for analyzers', () => {
  it('lets in who holds the token, and proves that the server does', async () => {
    const { server: nonce, welcome } = await enter();
    expect(welcome).toEqual({ type: 'welcome', proof: proofOf(TOKEN, 'server', { server: nonce, analyzer: NONCE }) });
    await expect.poll(() => entered.map(({ name }) => name)).toEqual(['gpu-1 (127.0.0.1)']);
  });

  it('never sends the token, nor the same challenge twice', async () => {
    const [first, second] = [await heard(knock()), await heard(knock())];
    expect(JSON.stringify([first, second])).not.toContain(TOKEN);
    expect(first.nonce).not.toBe(second.nonce);
  });

  it.each([
    ['another token', (nonce: string) => proofOf('another token of thirty-two characters', 'analyzer', { server: nonce, analyzer: NONCE })],
    ["the server's own kind of proof", (nonce: string) => proofOf(TOKEN, 'server', { server: nonce, analyzer: NONCE })],
    ['the proof for another challenge', () => proofOf(TOKEN, 'analyzer', { server: NONCE, analyzer: NONCE })],
  ])('sends %s away', async (_, proof) => {
    const socket = knock();
    const { nonce = '' } = await heard(socket);
    socket.send(JSON.stringify({ type: 'answer', nonce: NONCE, proof: proof(nonce), name: 'stranger' }));
    expect(await closed(socket)).toEqual({
      code: ANALYZER_CLOSED.wrongToken,
      reason: expect.stringContaining('ATTUNE_ANALYZER_TOKEN') as string,
    });
    expect(entered).toEqual([]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['bytes', Buffer.from([1, 2, 3])],
    ['a message of the link', JSON.stringify({ type: 'pong', n: 1 })],
    ['a proof that is too short', JSON.stringify({ type: 'answer', nonce: NONCE, proof: 'ff', name: 'x' })],
    ['a name that is too long', JSON.stringify({ type: 'answer', nonce: NONCE, proof: NONCE, name: 'x'.repeat(500) })],
    ['a book', JSON.stringify({ type: 'answer', nonce: NONCE, proof: NONCE, name: 'x', more: 'x'.repeat(100_000) })],
  ])('sends who answers with %s away', async (_, answer) => {
    const socket = knock();
    await heard(socket);
    socket.send(answer);
    expect((await closed(socket)).code).toBe(ANALYZER_CLOSED.malformed);
    expect(entered).toEqual([]);
  });

  it('cuts off who sends more than any message has', async () => {
    const socket = knock();
    await heard(socket);
    socket.send('x'.repeat(300_000));
    expect((await closed(socket)).code).toBe(1009);
  });

  it('closes on who says nothing', async () => {
    const socket = knock();
    expect((await closed(socket)).code).toBe(ANALYZER_CLOSED.silent);
  });

  it('is for this release of analyzers only, and for no page', async () => {
    expect(await refusal(knock({}, 'attune-analyzer.0'))).toMatchObject({
      status: 426,
      message: expect.stringContaining('same release') as string,
    });
    expect(await refusal(knock({}, ''))).toMatchObject({ status: 426 });
    expect(await refusal(knock({ origin: 'https://example.org' }))).toMatchObject({ status: 403 });
  });

  it('lets nobody in who came over a network without TLS, and says what to do', async () => {
    const claims: Record<string, string>[] = [{}, { 'x-forwarded-proto': 'https' }];
    for (const headers of claims.map((claim) => ({ 'x-forwarded-for': '192.0.2.1', ...claim }))) {
      // No proxy is trusted here, so what they say of TLS counts for nothing.
      const answer = await refusal(knock(headers));
      expect(answer).toMatchObject({ status: 403, message: expect.stringContaining('ATTUNE_TLS_CERT') as string });
    }
  });

  it('believes a trusted proxy that it was TLS', async () => {
    const behind = createServer();
    new AnalyzerDoor({ token: TOKEN, trustsProxy: trustsProxy(['loopback']) }).attach(behind);
    behind.listen(0, '127.0.0.1');
    await once(behind, 'listening');
    url = `ws://127.0.0.1:${(behind.address() as { port: number }).port}/analyzer`;
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    expect(await refusal(knock({ ...forwarded, 'x-forwarded-proto': 'http' }))).toMatchObject({ status: 403 });
    expect((await heard(knock({ ...forwarded, 'x-forwarded-proto': 'https' }))).type).toBe('challenge');
    behind.close();
  });

  it('can be tried thirty times a minute, not counting who gets in', async () => {
    for (let index = 0; index < 40; index++) (await enter()).socket.terminate();
    let refused = 0;
    for (let index = 0; index < 40 && refused === 0; index++) {
      const socket = knock();
      const answer = await Promise.race([heard(socket).then(() => 101), refusal(socket).then(({ status }) => status)]);
      if (answer === 429) refused++;
      else socket.terminate();
    }
    expect(refused).toBe(1);
  });
});

describe('a link that stands', () => {
  it("gives the analyzer its settings, without this machine's paths, device and threads", async () => {
    const { socket } = await enter();
    await expect.poll(() => entered.length).toBe(1);
    const started = heard(socket);
    entered[0]!.start({
      settings: {
        profile: 'light',
        device: 'cuda',
        tap: 'rtp',
        samplesPerSecond: 4,
        windowMs: 2_000,
        hysteresis: 0.1,
        threads: 7,
        modelsPath: '/secret/place',
      },
      routerRtpCapabilities: {},
    });
    expect((await started).settings).toEqual({ profile: 'light', tap: 'webrtc', samplesPerSecond: 4, windowMs: 2_000, hysteresis: 0.1 });
  });

  it('ends where what comes is no JSON', async () => {
    const { socket } = await enter();
    await expect.poll(() => entered.length).toBe(1);
    socket.send('{');
    expect((await closed(socket)).code).toBe(ANALYZER_CLOSED.malformed);
    expect(entered[0]!.closed).toBe(true);
  });

  it('drops messages that do not fit, and ends after many', async () => {
    const { socket } = await enter();
    await expect.poll(() => entered.length).toBe(1);
    const messages: string[] = [];
    entered[0]!.on('message', ({ type }) => void messages.push(type));
    for (let index = 0; index < 5; index++) socket.send(JSON.stringify({ type: 'samples', samples: 'many' }));
    socket.send(JSON.stringify({ type: 'askLease', askedAt: 1 }));
    await expect.poll(() => messages).toEqual(['askLease']);
    for (let index = 0; index < 30; index++) socket.send(JSON.stringify({ type: 'unknown' }));
    expect((await closed(socket)).code).toBe(ANALYZER_CLOSED.malformed);
  });
});
