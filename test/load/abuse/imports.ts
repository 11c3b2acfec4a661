import { setTimeout as sleep } from 'node:timers/promises';
import { Child, ofType } from '../live/child.ts';
import type { Clinician } from '../live/clients.ts';
import type { Generator } from '../live/connect-media.ts';
import type { FromGenerator } from '../live/messages.ts';
import { Lane } from './lane.ts';
import type { AbusedServer } from './server.ts';
import { uploads } from './transcripts.ts';

/** The server must have answered an import by then, however hostile. */
const ANSWER_MS = 60_000;

export interface ImportResult {
  imports: number;
  /** Of these, taken as transcripts; the others were refused with a reason. */
  importsTaken: number;
  /** Answered with a status of 500 or more, or not at all. */
  importsFailed: number;
  /** The longest that the thread which signals stood still while any of them was read. */
  importStallMs: number;
  /** The longest from a withdrawal to its answer meanwhile. */
  withdrawalUnderImportMs: number;
}

/** Hostile and honest transcripts are imported while a patient with a camera agrees and withdraws again and again. */
export async function measureImports(server: AbusedServer, account: Clinician, say: (line: string) => void): Promise<ImportResult> {
  const result: ImportResult = { imports: 0, importsTaken: 0, importsFailed: 0, importStallMs: 0, withdrawalUnderImportMs: 0 };
  const generator: Generator = new Child('generator.ts');
  await generator.next(ofType<FromGenerator, 'ready'>('ready'));
  const lane = await Lane.open(server, account, generator, 40);
  const stop = new AbortController();
  const deciding = decideUntil(lane, stop.signal, result);
  try {
    for (const { name, content } of uploads()) {
      const body = JSON.stringify({ fileName: `${name}.vtt`, content });
      await server.longestStall();
      const status = await importTranscript(server, account, lane.call.callId, body);
      const stallMs = await server.longestStall();
      result.imports++;
      if (status === 200) result.importsTaken++;
      if (status === undefined || status >= 500) result.importsFailed++;
      result.importStallMs = Math.max(result.importStallMs, stallMs);
      say(`${name}: ${status ?? 'no answer'}, stall ${stallMs} ms.`);
    }
  } finally {
    stop.abort();
    await deciding;
    lane.close();
    await generator.end();
  }
  result.withdrawalUnderImportMs = Math.round(result.withdrawalUnderImportMs);
  return result;
}

async function decideUntil(lane: Lane, signal: AbortSignal, result: ImportResult): Promise<void> {
  while (!signal.aborted) {
    await lane.decide('granted');
    await sleep(100);
    const sentAt = performance.now();
    await lane.decide('withdrawn');
    result.withdrawalUnderImportMs = Math.max(result.withdrawalUnderImportMs, performance.now() - sentAt);
    await sleep(100);
  }
}

async function importTranscript(server: AbusedServer, account: Clinician, callId: string, body: string): Promise<number | undefined> {
  const response = await fetch(`${server.url}/api/calls/${callId}/transcript/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: account.cookie },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined);
  await response?.text().catch(() => undefined);
  return response?.status;
}
