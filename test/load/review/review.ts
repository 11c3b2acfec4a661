import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { launch, newContext } from '../../e2e/support/browser.ts';
import { TestServer } from '../../e2e/support/server.ts';
import { percentile } from '../live/percentile.ts';
import { openReview, panFps } from './opened-page.ts';
import { fillCall, type StoredCall } from './stored-call.ts';

const UTTERANCES = 3_000;
const PAN_SECONDS = 5;
const PROBE = pathToFileURL(path.join(import.meta.dirname, 'stall-probe.mjs')).href;

export interface ReviewResult extends StoredCall {
  /** What the server answered about the call, and the program itself on a first visit. */
  bytesOnWire: number;
  programBytesOnWire: number;
  /** From the navigation until timeline and transcript are drawn; the program is in the browser's cache, as from the second visit on. */
  openMs: { p50: number; p95: number };
  /** The first visit of all: a server that has just started, and nothing in any cache. */
  firstOpenMs: number;
  /** The longest time in which the server's main thread did nothing else, and of that its own processor time: the rest is other programs'. */
  serverStallMs: number;
  serverBusyMs: number;
  panFps: number;
}

interface ReviewOptions {
  hours: readonly number[];
  opens: number;
  say: (line: string) => void;
}

/** What it takes to open the review of a long call, with the real server, as built, and a real Chromium. */
export async function measureReview({ hours, opens, say }: ReviewOptions): Promise<ReviewResult[]> {
  const results: ReviewResult[] = [];
  for (const length of hours) {
    const folder = await mkdtemp(path.join(tmpdir(), 'attune-review-'));
    try {
      say(`A call of ${length} hours …`);
      results.push(await measureCall(folder, length, opens));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return results;
}

async function measureCall(folder: string, hours: number, opens: number): Promise<ReviewResult> {
  const dataDir = path.join(folder, 'data');
  const stalls = path.join(folder, 'stalls');
  await writeFile(stalls, '');
  const { cookie, callId, patientId } = await emptyCall(dataDir);
  const call = await fillCall(dataDir, callId, patientId, { hours, utterances: UTTERANCES });
  const server = await TestServer.start({ dataDir, env: { NODE_OPTIONS: `--import=${PROBE}`, ATTUNE_BENCH_STALLS: stalls } });
  const browser = await launch({ devices: 'none' });
  try {
    const context = await newContext(browser);
    await signIn(context, server.url, cookie);
    const url = `${server.url}/calls/${callId}/review`;
    const since = Date.now();
    const first = await openReview(context, url);
    const fps = await panFps(first.page, PAN_SECONDS);
    await first.page.close();
    const openMs: number[] = [];
    for (let i = 0; i < opens; i++) {
      const { page, openMs: took } = await openReview(context, url);
      openMs.push(took);
      await page.close();
    }
    const held = (await readFile(stalls, 'utf8'))
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .filter(([at = 0]) => at >= since);
    const bytes = (wanted: (address: string) => boolean) =>
      [...first.wire].filter(([address]) => wanted(new URL(address).pathname)).reduce((sum, [, length]) => sum + length, 0);
    return {
      ...call,
      bytesOnWire: bytes((address) => address.startsWith('/api/')),
      programBytesOnWire: bytes((address) => !address.startsWith('/api/')),
      openMs: { p50: Math.round(percentile(openMs, 0.5) ?? 0), p95: Math.round(percentile(openMs, 0.95) ?? 0) },
      firstOpenMs: Math.round(first.openMs),
      serverStallMs: Math.max(0, ...held.map(([, stallMs = 0]) => stallMs)),
      serverBusyMs: Math.max(0, ...held.map(([, , busyMs = 0]) => busyMs)),
      panFps: Math.round(fps * 10) / 10,
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** A call with a clinician and a patient, made through the server, which has stopped when this returns. */
async function emptyCall(dataDir: string): Promise<{ cookie: string; callId: string; patientId: string }> {
  const server = await TestServer.start({ dataDir });
  try {
    const post = (address: string, body: object, cookie = '') =>
      fetch(server.url + address, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) });
    const made = await post('/api/setup', {
      code: server.setupCode(),
      name: 'Dr Ada',
      email: 'ada@example.org',
      password: 'correct horse battery',
    });
    const cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { id, invitationPath } = (await (await post('/api/calls', { title: 'Two hours', patientName: 'Jan' }, cookie)).json()) as {
      id: string;
      invitationPath: string;
    };
    const { participantId } = (await (await post(`/api${invitationPath}`, { name: 'Jan' })).json()) as { participantId: string };
    return { cookie, callId: id, patientId: participantId };
  } finally {
    await server.stop();
  }
}

async function signIn(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
}
