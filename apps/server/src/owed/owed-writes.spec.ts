import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CallHolds, type Hold } from '../cluster/call-holds.ts';
import type { DatabaseHealth } from '../database/database-health.ts';
import { Seal, type Sealed } from '../keys/seal.ts';
import type { Fences } from './fences.ts';
import type { OwedEntry, OwedWrite } from './owed-kind.ts';
import { OwedWrites } from './owed-writes.ts';

const outage = () => Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' });
const refusal = () => Object.assign(new Error('No such participant.'), { code: '23503' });

/** A store that does what the test says, and remembers in which order it got what. */
class Store {
  readonly rows = new Map<string, unknown>();
  readonly order: unknown[] = [];
  failure: (() => Error) | null = null;
  /** Fails after storing: the answer is lost. */
  answersLost = 0;
  stall: Promise<void> | null = null;
  refuses: (value: unknown) => boolean = () => false;
  tries = 0;

  async store(writes: OwedWrite<unknown>[]): Promise<void> {
    this.tries++;
    if (this.stall !== null) await this.stall;
    if (this.failure !== null) throw this.failure();
    if (writes.some(({ value }) => this.refuses(value))) throw refusal();
    for (const { id, value } of writes) {
      if (this.rows.has(id)) continue;
      this.rows.set(id, value);
      this.order.push(value);
    }
    if (this.answersLost-- > 0) throw outage();
  }
}

/** Which calls this server holds, as the test says. */
class Holds extends CallHolds {
  hold: Hold | 'unfenced' | null = 'unfenced';
  take = () => Promise.resolve(0);
  of = () => this.hold;
  release = () => Promise.resolve();
  close = () => Promise.resolve();
}

/** The newest token that the database has seen. */
class SeenTokens {
  newest = 0;
  stale(_lane: string, entries: OwedEntry[]): Promise<OwedEntry[]> {
    return Promise.resolve(entries.filter(({ fence, confirmed }) => !confirmed && fence! < this.newest));
  }
}

let holds: Holds;
let fences: SeenTokens;
let dataDir: string;
let store: Store;
let health: { failing: boolean; tell: (error: unknown) => void; answers: () => Promise<boolean> };
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'attune-owed-'));
  store = new Store();
  holds = new Holds();
  fences = new SeenTokens();
  health = {
    failing: false,
    tell(error) {
      this.failing = error !== null;
    },
    answers: () => Promise.resolve(true),
  };
});
const key = new Seal(randomBytes(32));
const started: OwedWrites[] = [];
afterEach(async () => {
  for (const owed of started.splice(0)) await owed.drain(0);
  rmSync(dataDir, { recursive: true, force: true });
});

const spoolFile = () => join(dataDir, 'owed-writes.jsonl');
/** The lines of the spool in the clear. */
const spooled = () =>
  readFileSync(spoolFile(), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.stringify(key.open('owed-writes', Buffer.from(line, 'base64') as unknown as Sealed<unknown>)))
    .join('\n');
const start = () => {
  const to = store;
  const owed = new OwedWrites(
    { dataDir, cluster: undefined },
    key,
    health as unknown as DatabaseHealth,
    holds,
    fences as unknown as Fences,
  );
  const lines = owed.define({ name: 'lines', fenced: 'rows', schema: z.string(), store: (writes) => to.store(writes) });
  const states = owed.define({
    name: 'states',
    fenced: 'state',
    schema: z.object({ of: z.string(), is: z.string() }),
    stateOf: ({ of }) => of,
    store: (writes) => to.store(writes),
  });
  const samples = owed.define({
    name: 'samples',
    fenced: 'rows',
    schema: z.array(z.number()),
    merge: (older, newer) => (older.length + newer.length > 50 ? null : [...older, ...newer]),
    weight: (value) => value.length,
    expendable: true,
    store: (writes) => to.store(writes),
  });
  started.push(owed);
  return { owed, lines, states, samples };
};

describe('a call that other servers can take', () => {
  it('gives each write the token under which it was owed, over restarts too', async () => {
    const { owed, states } = start();
    store.failure = outage;
    holds.hold = { token: 3, confirmed: true };
    states.owe('call', { of: 'jan', is: 'waiting' });
    await sleep(700);
    await owed.drain(0);
    store.failure = null;
    const fencesSeen: (number | null)[] = [];
    const original = store.store.bind(store);
    store.store = async (writes) => {
      fencesSeen.push(...writes.map(({ fence }) => fence));
      return original(writes);
    };
    await start().owed.onApplicationBootstrap();
    await vi.waitFor(() => expect(fencesSeen).toEqual([3]));
  });

  it('takes nothing from a server that does not hold it', async () => {
    const { owed, lines } = start();
    holds.hold = null;
    expect(await lines.owe('call', 'late').outcome()).toBe('lost');
    expect(owed.counts).toMatchObject({ owed: 0, refused: 1 });
    expect(store.order).toEqual([]);
  });

  it('keeps rows of its own time, and refuses those that were uncertain and came too late', async () => {
    const { lines } = start();
    store.failure = outage;
    holds.hold = { token: 1, confirmed: true };
    lines.owe('call', 'certain');
    holds.hold = { token: 1, confirmed: false };
    const uncertain = lines.owe('call', 'uncertain');
    fences.newest = 2;
    store.failure = null;
    expect(await uncertain.outcome(5_000)).toBe('lost');
    await vi.waitFor(() => expect(store.order).toEqual(['certain']));
  });
});

describe('owed writes', () => {
  it('are stored at once, in their order', async () => {
    const { owed, lines } = start();
    for (const line of ['a', 'b', 'c']) lines.owe('call', line);
    expect(await lines.owe('call', 'd').outcome()).toBe('stored');
    expect(store.order).toEqual(['a', 'b', 'c', 'd']);
    expect(owed.counts).toEqual({ owed: 0, lost: 0, refused: 0 });
    expect(existsSync(spoolFile())).toBe(false);
  });

  it('are tried until they are stored, and say so meanwhile', async () => {
    const { owed, lines } = start();
    store.failure = outage;
    expect(await lines.owe('call', 'a').outcome()).toBe('owed');
    expect(health.failing).toBe(true);
    lines.owe('call', 'b');
    expect(lines.pending('call').map(({ value }) => value)).toEqual(['a', 'b']);
    store.failure = null;
    expect(await owed.caughtUp('call')).toBe(true);
    expect(store.order).toEqual(['a', 'b']);
    expect(health.failing).toBe(false);
    expect(lines.pending('call')).toEqual([]);
  });

  it('are stored once though the answer to a try was lost', async () => {
    const { owed, lines } = start();
    store.answersLost = 1;
    expect(await lines.owe('call', 'a').outcome()).toBe('owed');
    lines.owe('call', 'b');
    expect(await owed.caughtUp('call')).toBe(true);
    expect(store.order).toEqual(['a', 'b']);
  });

  it('keep only the newest of a state, also of one that is being tried', async () => {
    const { owed, states } = start();
    const stall = Promise.withResolvers<void>();
    store.stall = stall.promise;
    states.owe('call', { of: 'jan', is: 'waiting' });
    await sleep(5);
    states.owe('call', { of: 'jan', is: 'admitted' });
    const last = states.owe('call', { of: 'jan', is: 'left' });
    store.failure = outage;
    store.stall = null;
    stall.resolve();
    expect(await last.outcome()).toBe('owed');
    store.failure = null;
    await owed.caughtUp('call');
    expect(store.order).toEqual([{ of: 'jan', is: 'left' }]);
  });

  it('drop what the database refuses and store what came with it; that is no outage', async () => {
    const { owed, lines } = start();
    store.refuses = (value) => value === 'bad';
    const receipts = ['a', 'bad', 'b'].map((line) => lines.owe('call', line));
    expect(await Promise.all(receipts.map((receipt) => receipt.outcome()))).toEqual(['stored', 'lost', 'stored']);
    expect(store.order).toEqual(['a', 'b']);
    expect(owed.counts).toEqual({ owed: 0, lost: 0, refused: 1 });
    expect(health.failing).toBe(false);
  });

  it('hold no other lane up', async () => {
    const { lines } = start();
    const stall = Promise.withResolvers<void>();
    store.stall = stall.promise;
    lines.owe('one', 'a');
    await sleep(5);
    store.stall = null;
    expect(await lines.owe('other', 'b').outcome()).toBe('stored');
    stall.resolve();
  });

  it('merge what was never tried, and keep what was tried apart', async () => {
    const { owed, samples } = start();
    samples.owe('call', [1]);
    samples.owe('call', [2]);
    store.failure = outage;
    await sleep(5);
    samples.owe('call', [3]);
    samples.owe('call', [4]);
    store.failure = null;
    await owed.caughtUp('call');
    expect(store.order).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('are bounded: samples go first, states never, and what is lost is counted', async () => {
    const { owed, lines, states, samples } = start();
    store.failure = outage;
    states.owe('call', { of: 'jan', is: 'admitted' });
    lines.owe('call', 'kept');
    for (let i = 0; i < 1_100; i++)
      samples.owe(
        `call ${i}`,
        Array.from({ length: 50 }, () => i),
      );
    expect(owed.counts.lost).toBeGreaterThanOrEqual(5_000);
    expect(owed.counts.lost).toBeLessThan(15_000);
    expect(lines.pending('call')).toHaveLength(1);
    expect(states.pending('call')).toHaveLength(1);
    expect(samples.pending('call 1')).toHaveLength(0);
    expect(samples.pending('call 1099')).toHaveLength(1);
  });

  it('can be forgotten on their way, also while a try is under way, and are then in no file', async () => {
    const { owed, lines } = start();
    const stall = Promise.withResolvers<void>();
    store.stall = stall.promise;
    lines.owe('call', 'tried');
    await sleep(5);
    lines.owe('call', 'waiting');
    lines.owe('call', 'other');
    await vi.waitFor(() => expect(spooled()).toContain('waiting'), 3_000);
    const forgotten = lines.forget('call', (line) => line !== 'other');
    store.failure = outage;
    store.stall = null;
    stall.resolve();
    expect(await forgotten).toEqual(['tried', 'waiting']);
    expect(readFileSync(spoolFile(), 'utf8')).not.toMatch(/waiting|tried/);
    expect(spooled()).not.toMatch(/waiting|tried/);
    store.failure = null;
    await owed.caughtUp('call');
    expect(store.order).toEqual(['other']);
  });
});

describe('the spool', () => {
  it('has what a killed server could not store, and the next start stores it in order', async () => {
    const first = start();
    store.failure = outage;
    first.states.owe('call', { of: 'jan', is: 'waiting' });
    first.lines.owe('call', 'a');
    await vi.waitFor(() => expect(readFileSync(spoolFile(), 'utf8').split('\n')).toHaveLength(3), 3_000);
    expect(statSync(spoolFile()).mode & 0o777).toBe(0o600);
    first.states.owe('call', { of: 'jan', is: 'admitted' });
    await vi.waitFor(() => expect(spooled()).toContain('admitted'), 3_000);
    // A crash in the middle of a line.
    writeFileSync(spoolFile(), `${readFileSync(spoolFile(), 'utf8')}{"id":"hal`);

    store = new Store();
    const second = start();
    await second.owed.onApplicationBootstrap();
    expect(await second.owed.caughtUp('call')).toBe(true);
    expect(store.order).toEqual([{ of: 'jan', is: 'admitted' }, 'a']);
    await vi.waitFor(() => expect(existsSync(spoolFile())).toBe(false), 3_000);
  });

  it('is written at shutdown when the deadline is over, and ends with the newest state', async () => {
    const first = start();
    const stall = Promise.withResolvers<void>();
    store.stall = stall.promise;
    first.states.owe('call', { of: 'jan', is: 'waiting' });
    await sleep(5);
    first.states.owe('call', { of: 'jan', is: 'left' });
    const startedAt = performance.now();
    await first.owed.drain(100);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    store = new Store();
    const second = start();
    await second.owed.onApplicationBootstrap();
    await second.owed.caughtUp('call');
    expect(store.order.at(-1)).toEqual({ of: 'jan', is: 'left' });
    stall.resolve();
  });

  it('keeps what it cannot read for a person to look at', async () => {
    writeFileSync(
      spoolFile(),
      'nonsense\n{"id":"7d444840-9dc0-41d1-b245-5ffdce74fad2","kind":"gone","lane":"call","value":1}\n{"id":"7d444840-9dc0-41d1-b245-5ffdce74fad3","kind":"lines","lane":"call","value":"a"}\n',
    );
    const { owed } = start();
    await owed.onApplicationBootstrap();
    await owed.caughtUp('call');
    expect(store.order).toEqual(['a']);
    expect(readFileSync(`${spoolFile()}.unreadable`, 'utf8').split('\n')).toHaveLength(3);
  });

  it('is no condition: a disk that fails as well stops nothing', async () => {
    const { owed, lines } = start();
    rmSync(dataDir, { recursive: true });
    writeFileSync(dataDir, 'a file where the folder was');
    store.failure = outage;
    lines.owe('call', 'a');
    await sleep(900);
    store.failure = null;
    expect(await owed.caughtUp('call')).toBe(true);
    expect(store.order).toEqual(['a']);
  });
});
