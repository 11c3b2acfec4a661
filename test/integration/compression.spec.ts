import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import { Attune, type Clinician } from './support/attune.ts';

let attune: Attune;
let clinician: Clinician;
let call: CallView;

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
  call = await clinician.createCall('Check-up', 'Jan');
  const segments = Array.from({ length: 100 }, (_, i) => ({
    id: String(i),
    speaker: 'Jan',
    startMs: i * 1_000,
    endMs: i * 1_000 + 900,
    text: 'I have slept badly again.',
  }));
  await clinician.request('POST', `/api/calls/${call.id}/transcript/segments`, { segments });
  for (let i = 0; i < 12; i++) await clinician.createCall(`Check-up ${String(i)}`, 'Jan');
}, 60_000);
afterAll(() => attune.stop());

interface Raw {
  status: number;
  encoding: string | undefined;
  vary: string;
  range: string | undefined;
  length: string | undefined;
  body: Buffer;
}

/** As it came over the wire. */
function get(path: string, headers: Record<string, string>): Promise<Raw> {
  return new Promise((resolve, reject) => {
    request(attune.url + path, { headers: { cookie: clinician.cookie, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('error', reject)
        .on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            encoding: response.headers['content-encoding'],
            vary: response.headers.vary ?? '',
            range: response.headers['content-range'],
            length: response.headers['content-length'],
            body: Buffer.concat(parts),
          }),
        );
    })
      .on('error', reject)
      .end();
  });
}

describe('what is long and holds no secret', () => {
  it.each(['timeline', 'transcript', 'summary', 'summary.md'])('is compressed for whoever can take it: %s', async (what) => {
    const path = `/api/calls/${call.id}/${what}`;
    const [plain, brotli, gzip] = await Promise.all([
      get(path, {}),
      get(path, { 'accept-encoding': 'gzip, br' }),
      get(path, { 'accept-encoding': 'gzip' }),
    ]);
    expect([plain.encoding, plain.length]).toEqual([undefined, String(plain.body.length)]);
    if (plain.body.length < 1_024) return;
    expect([brotli.encoding, gzip.encoding]).toEqual(['br', 'gzip']);
    expect(brotli.vary).toContain('Accept-Encoding');
    expect([brotliDecompressSync(brotli.body), gunzipSync(gzip.body)]).toEqual([plain.body, plain.body]);
    expect(brotli.body.length).toBeLessThan(plain.body.length / 4);
  });

  it('is the web app, but for a part of a file that somebody asks for', async () => {
    const name = readdirSync(join(attune.config.webRoot, 'assets')).find((file) => file.endsWith('.js')) ?? '';
    const plain = await get(`/assets/${name}`, {});
    const brotli = await get(`/assets/${name}`, { 'accept-encoding': 'br' });
    expect(brotli.encoding).toBe('br');
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    const part = await get(`/assets/${name}`, { 'accept-encoding': 'br', range: 'bytes=100-1299' });
    expect([part.status, part.encoding, part.length, part.range]).toEqual([
      206,
      undefined,
      '1200',
      `bytes 100-1299/${String(plain.body.length)}`,
    ]);
    expect(part.body).toEqual(plain.body.subarray(100, 1_300));
  });
});

describe('what holds a secret', () => {
  it('is never compressed, since its length would tell of it', async () => {
    const calls = await get('/api/calls', { 'accept-encoding': 'gzip, br' });
    expect(calls.body.length).toBeGreaterThan(2_048);
    expect(calls.body.toString()).toContain('/join/');
    expect(calls.encoding).toBeUndefined();
  });
});
