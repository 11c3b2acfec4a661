import { setTimeout as sleep } from 'node:timers/promises';
import { ClientNetwork, type Weather } from './client-network.ts';
import type { FaultSite } from './site.ts';
import { SmallDisk } from './small-disk.ts';

export interface FaultOptions {
  /** How often the analyzer is killed. */
  kills: number;
  /** How long PostgreSQL and Redis are both away. */
  awaySeconds: number;
  /** Only faults whose names have one of these in them; all where there are none. */
  only: readonly string[];
  say: (line: string) => void;
}

export interface Fault {
  name: string;
  times: number;
  /** Whether a server goes without a word: what it was shown within the last second is not acknowledged. Else everything is stored in the end. */
  takesServer?: boolean;
  /** Why it cannot be tried here. */
  obstacle?: string | null;
  /**
   * Resolves when whatever was broken is whole again, as far as the site and not Attune sees to it. Answers from when on the call can be back at all,
   * where that is not the moment of the fault.
   */
  strike(site: FaultSite, callId: string): Promise<number | void>;
}

/** What is tried, in this order. */
export function faults({ kills, awaySeconds, only }: FaultOptions): Fault[] {
  const all: Fault[] = [
    {
      name: 'analyzer killed',
      times: kills,
      strike: async (site, callId) => site.killOf(await site.holder(callId), 'apps/analyzer/src/main.ts'),
    },
    { name: 'media worker killed', times: 3, strike: async (site, callId) => site.killOf(await site.holder(callId), 'mediasoup-worker') },
    { name: 'redis away 30 s', times: 1, strike: ({ redis }) => away([redis], 30) },
    { name: 'postgres away 30 s', times: 1, strike: ({ postgres }) => away([postgres], 30) },
    { name: `both away ${awaySeconds} s`, times: 1, strike: ({ postgres, redis }) => away([postgres, redis], awaySeconds) },
    { name: 'one server of two killed', times: 3, takesServer: true, strike: killHolder },
    { name: 'server asleep 20 s', times: 1, takesServer: true, strike: sleepHolder },
    weather('10 % loss for 20 s', { loss: 0.1 }, 20),
    weather('200 ms jitter for 20 s', { delayMs: 20, jitterMs: 200 }, 20),
    weather('no network for 10 s', { cut: true }, 10),
    {
      name: 'another address of the patient',
      times: 2,
      obstacle: ClientNetwork.obstacle(),
      strike: ({ network }) => Promise.resolve(network!.changeAddress()),
    },
    { name: 'disk full, PostgreSQL away 10 s', times: 1, obstacle: SmallDisk.obstacle(), strike: fillDisk },
    { name: 'clock an hour on, and back', times: 1, strike: stepClock },
    { name: 'all servers killed', times: 1, takesServer: true, strike: killAll },
  ];
  return all.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
}

async function killHolder(site: FaultSite, callId: string): Promise<void> {
  const node = await site.holder(callId);
  await node.end('SIGKILL');
  await node.start();
}

async function sleepHolder(site: FaultSite, callId: string): Promise<void> {
  const node = await site.holder(callId);
  node.signal('SIGSTOP');
  await sleep(20_000);
  node.signal('SIGCONT');
}

async function killAll({ nodes }: FaultSite): Promise<void> {
  await Promise.all(nodes.map((node) => node.end('SIGKILL')));
  await Promise.all(nodes.map((node) => node.start()));
}

async function fillDisk({ disk, postgres }: FaultSite): Promise<void> {
  disk!.fill();
  await away([postgres], 10);
  disk!.empty();
}

/** Of the server that has the call. What is measured in a call and by a lease is counted, not read from the wall. */
async function stepClock(site: FaultSite, callId: string): Promise<void> {
  const node = await site.holder(callId);
  for (let step = 0; step < 2; step++) {
    node.signal('SIGWINCH');
    await sleep(8_000);
  }
}

/** The patient's network is bad for some time. */
function weather(name: string, become: Weather, seconds: number): Fault {
  return {
    name,
    times: 1,
    obstacle: ClientNetwork.obstacle(),
    strike: async ({ network }) => {
      network!.become(become);
      await sleep(seconds * 1_000);
      network!.become({});
      return become.cut === true ? Date.now() : undefined;
    },
  };
}

async function away(parts: { stop(): Promise<void>; start(): Promise<void> }[], seconds: number): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
  await sleep(seconds * 1_000);
  await Promise.all(parts.map((part) => part.start()));
}
