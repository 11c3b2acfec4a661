import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { FaultAnswer, FaultRequest } from './messages.ts';

/** Resolution of the event loop's clock; a stall is told without it. */
const TICK_MS = 10;

/**
 * What goes wrong in a real server, on request: its storage slows down or fails beneath the database's client, its thread is blocked. The
 * server's own code is untouched and knows nothing of it.
 */
export class Faults {
  readonly #loop = monitorEventLoopDelay({ resolution: TICK_MS });
  #storage = { delayMs: 0, fails: false };

  constructor(client: PGlite) {
    this.#loop.enable();
    // A PostgreSQL is not in the process, and fails by being stopped.
    if ('exec' in client) for (const name of ['query', 'exec', 'transaction'] as const) this.#wrap(client, name);
  }

  async handle(request: FaultRequest): Promise<FaultAnswer | undefined> {
    switch (request.type) {
      case 'storage':
        this.#storage = { delayMs: request.delayMs, fails: request.fails };
        return undefined;
      case 'block': {
        const until = performance.now() + request.ms;
        while (performance.now() < until);
        return undefined;
      }
      case 'stall': {
        // A stall that has just ended is counted at the clock's next tick.
        await sleep(3 * TICK_MS);
        const longestMs = Math.max(0, this.#loop.max / 1e6 - TICK_MS);
        this.#loop.reset();
        return { type: 'stall', longestMs: Math.round(longestMs) };
      }
    }
  }

  #wrap(client: PGlite, name: 'query' | 'exec' | 'transaction'): void {
    const original = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(client, {
      [name]: async (...args: unknown[]) => {
        const { delayMs, fails } = this.#storage;
        if (delayMs > 0) await sleep(delayMs);
        // 53100: disk_full. A new error each time, as a stack is added to it.
        if (fails) throw Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
        return original(...args);
      },
    });
  }
}
