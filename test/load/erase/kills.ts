import { setTimeout } from 'node:timers/promises';
import type { CallView } from '#contracts/rest';
import { AbusedServer } from '../abuse/server.ts';
import { Clinician } from '../live/clients.ts';

export interface KillsResult {
  kills: number;
  /** Calls that were answered for and not there after a kill. */
  lostAcknowledged: number;
}

/** Writers at once. */
const WRITERS = 4;
/** A kill comes at a random moment of so long a load. */
const LOAD_MS = 1_200;

/** Kills the server in the middle of writing, again and again, and counts what it had answered for and has no more. */
export async function measureKills(kills: number, say: (line: string) => void): Promise<KillsResult> {
  if (kills === 0) return { kills, lostAcknowledged: 0 };
  const server = await AbusedServer.start();
  try {
    const account = new Clinician(server.url);
    await account.setUp(server.dataFolder);
    const acknowledged = new Map<string, string>();
    let lost = 0;
    for (let kill = 1; kill <= kills; kill++) {
      let writing = true;
      const write = async () => {
        while (writing) {
          const title = `Kill ${kill} ${crypto.randomUUID()}`;
          const call = await account.post<CallView>('/api/calls', { title, patientName: title }).catch(() => null);
          if (call !== null) acknowledged.set(call.id, title);
        }
      };
      const writers = Array.from({ length: WRITERS }, write);
      await setTimeout(100 + Math.random() * LOAD_MS);
      await server.killAndStart();
      writing = false;
      await Promise.all(writers);
      const there = await titles(account);
      for (const [id, title] of acknowledged)
        if (there.get(id) !== title) {
          lost++;
          acknowledged.delete(id);
          say(`Lost after kill ${kill}: ${title}`);
        }
      if (kill % 10 === 0) say(`${kill} kills, ${acknowledged.size} calls, ${lost} lost.`);
    }
    return { kills, lostAcknowledged: lost };
  } finally {
    await server.stop();
  }
}

async function titles(account: Clinician): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (let path: string | null = '/api/calls?limit=100'; path !== null; ) {
    const { body, next }: { body: CallView[]; next: string | null } = await account.page<CallView>(path);
    for (const { id, title } of body) all.set(id, title);
    path = next;
  }
  return all;
}
