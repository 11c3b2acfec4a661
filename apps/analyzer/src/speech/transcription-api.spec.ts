import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TranscriptionApi } from './transcription-api.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const SOUND = new Float32Array(16_000).fill(0.1);
const json =
  (body: object): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const said = (text: string): Answer => json({ text, segments: [{ text, no_speech_prob: 0.01, avg_logprob: -0.1, compression_ratio: 1 }] });
const hangs: Answer = () => undefined;
const html: Answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to nginx!</html>');
const fails: Answer = (response) => response.writeHead(500).end('{"error":"out of memory"}');
const refuses: Answer = (response) => response.writeHead(401).end('{"error":"bad key"}');

/** A real server in place of the service; `answers` are taken one after the other, the last again and again. */
let server: Server;
let url: string;
let answers: Answer[];
let requests: { body: Buffer; headers: IncomingMessage['headers']; path: string }[];
let atOnce: number;
let most: number;
let apis: TranscriptionApi[];

const open = (
  more: { timeoutMs?: number; concurrency?: number; key?: string; language?: string; url?: string } = {},
  overdueMs?: number,
) => {
  const api = new TranscriptionApi({ kind: 'openai', url, model: 'small', timeoutMs: 1_000, concurrency: 2, ...more }, overdueMs);
  apis.push(api);
  return api;
};
const transcribe = (api: TranscriptionApi) => {
  const recognition = api.open();
  recognition.push(SOUND);
  return recognition.end();
};

beforeEach(async () => {
  [answers, requests, atOnce, most, apis] = [[], [], 0, 0, []];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    most = Math.max(most, ++atOnce);
    response.on('close', () => atOnce--);
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({ body: Buffer.concat(parts), headers: request.headers, path: request.url ?? '' });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterEach(() => {
  for (const api of apis) api.close();
  server.closeAllConnections();
  server.close();
});

describe('a transcription service', () => {
  it('gets the sound as a WAV file, with key, model and language, and answers words', async () => {
    answers = [said('two tablets')];
    expect(await transcribe(open({ key: 'secret', language: 'cs' }))).toMatchObject({ said: { text: 'two tablets' } });
    const [{ body, headers, path } = { body: Buffer.alloc(0), headers: {}, path: '' }] = requests;
    expect(path).toBe('/v1/audio/transcriptions');
    expect(headers.authorization).toBe('Bearer secret');
    const text = body.toString('latin1');
    for (const part of ['name="model"\r\n\r\nsmall', 'name="language"\r\n\r\ncs', 'name="response_format"\r\n\r\nverbose_json', 'RIFF'])
      expect(text).toContain(part);
    expect(body.length).toBeGreaterThan(32_000);
  });

  it.each([
    ['fails for a while', fails],
    ['answers HTML', html],
    ['hangs', hangs],
    ['refuses the key', refuses],
  ])('is asked again where it %s, says that it is down meanwhile, and loses nothing', async (_, bad) => {
    answers = [bad, bad, said('at last')];
    const api = open({ timeoutMs: 500 });
    const states: string[] = [];
    api.onState = () => states.push(api.state);
    expect(await transcribe(api)).toMatchObject({ said: { text: 'at last' } });
    await vi.waitFor(() => expect(api.state).toBe('running'));
    expect(states).toEqual(['down', 'running']);
  });

  it('gives an utterance up that waits too long, and invents nothing', async () => {
    answers = [fails];
    expect(await transcribe(open({}, 1_200))).toEqual({ dropped: 'overdue' });
  });

  it('gives up at once what the service will never take', async () => {
    answers = [(response) => response.writeHead(413).end()];
    expect(await transcribe(open())).toEqual({ dropped: 'failed' });
    expect(requests).toHaveLength(1);
  });

  it('is asked for so many at once, in order, and drops the oldest of too many that wait', async () => {
    answers = [(response) => setTimeout(() => said('yes')(response, undefined as never), 30)];
    const api = open({ concurrency: 3 });
    expect(await Promise.all(Array.from({ length: 12 }, () => transcribe(api)))).toHaveLength(12);
    expect(most).toBe(3);
    answers = [hangs];
    const stuck = open({ concurrency: 1, timeoutMs: 60_000 });
    const outcomes = Array.from({ length: 303 }, () => transcribe(stuck));
    // One is under way, 300 seconds of sound wait: the two oldest of those that wait are given up.
    expect(await Promise.all([outcomes[1], outcomes[2]])).toEqual([{ dropped: 'overdue' }, { dropped: 'overdue' }]);
  });

  it('takes no words for noise, nor from an answer that never ends', async () => {
    answers = [json({ text: 'Thanks for watching!', segments: [{ text: 'Thanks for watching!', no_speech_prob: 0.93 }] })];
    expect(await transcribe(open())).toEqual({ dropped: 'nothing' });
    answers = [
      (response) => {
        response.writeHead(200);
        for (let part = 0; part < 40; part++) response.write('a'.repeat(100_000));
      },
    ];
    expect(await transcribe(open({}, 1_500))).toEqual({ dropped: 'overdue' });
  });

  it('sends the sound to no other address', async () => {
    let elsewhere = 0;
    const other = createServer((_, response) => {
      elsewhere++;
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    answers = [(response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/v1/audio/transcriptions` }).end()];
    expect(await transcribe(open({}, 800))).toEqual({ dropped: 'overdue' });
    expect(elsewhere).toBe(0);
    other.close();
  });

  it('stops a request whose utterance is not wanted any more', async () => {
    let closed = 0;
    answers = [(response) => response.on('close', () => closed++)];
    const api = open({ timeoutMs: 60_000 });
    const recognition = api.open();
    recognition.push(SOUND);
    const outcome = recognition.end();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    recognition.abort();
    expect(await outcome).toEqual({ dropped: 'failed' });
    await vi.waitFor(() => expect(closed).toBe(1));
    await pause(300);
    expect(requests).toHaveLength(1);
    expect(api.state).toBe('running');
  });

  it('counts as down where nobody listens', async () => {
    const api = open({ url: 'http://127.0.0.1:1/v1' }, 1_500);
    expect(await transcribe(api)).toEqual({ dropped: 'overdue' });
    expect(api.state).toBe('down');
  });
});
