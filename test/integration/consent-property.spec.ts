import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ConsentDecision, ConsentWording, KnownDecision } from '#contracts/consent';
import { ConsentBook } from '../../apps/server/src/consent/consent-book.ts';
import { type Decision, keyOf } from '../../apps/server/src/consent/decision.ts';
import { ConsentStore } from '../../apps/server/src/consent/keeping/consent-store.ts';
import { ConsentJournal, type JournalEntry } from '../../apps/server/src/consent/keeping/journal.ts';
import { ConsentKeeper } from '../../apps/web/src/call/consent/consent-keeper.ts';

const CALL = crypto.randomUUID();
const PATIENT = crypto.randomUUID();
const WORDING = { scope: 'expression', version: '2026-12', language: 'en', hash: '0'.repeat(64) } as ConsentWording;
const RUNS = Number(process.env['ATTUNE_PROPERTY_RUNS'] ?? 300);
let folder: string;
/** That the property is not held by doing nothing. */
const seen = { inForce: 0, answeredFromMemory: 0, restarts: 0, asked: 0, recordedAfterRestart: 0 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-consent-'));
  // What fails is said aloud by the product, thousands of times here.
  for (const method of ['error', 'warn'] as const) vi.spyOn(Logger.prototype, method).mockImplementation(() => undefined);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Writes wait until the test says what becomes of each. What is committed stays over restarts. */
class Table {
  readonly rows = new Map<string, Decision>();
  readonly waiting: ((fate: Fate) => void)[] = [];

  add(decision: Decision): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push((fate) => {
        if (fate !== 'fails') this.rows.set(keyOf(decision), decision);
        if (fate === 'is stored') resolve();
        else reject(new Error('The database is down.'));
      });
    });
  }

  ofCalls(): Promise<Decision[]> {
    return Promise.resolve([...this.rows.values()]);
  }
}
type Fate = 'is stored' | 'fails' | 'is stored, but seems to fail';

class Journal extends ConsentJournal {
  fails = false;

  override append(entry: JournalEntry): Promise<boolean> {
    return this.fails ? Promise.resolve(false) : super.append(entry);
  }
}

/** One server after another over the same journal and table, and one patient's client, which is the web app's. */
class World {
  readonly table = new Table();
  readonly path = join(folder, `${crypto.randomUUID()}.jsonl`);
  #journal = new Journal(this.path);
  #store = new ConsentStore(this.table, this.#journal);
  #book = new ConsentBook(this.table, this.#store);
  #connected = false;
  #connection = 0;
  known: KnownDecision | null = null;
  /** What the patient wanted last, whether anybody heard it or not. */
  newest: ConsentDecision | null = null;
  readonly #client = new ConsentKeeper({
    memory: Object.defineProperty(
      {
        remember: (known: KnownDecision) => {
          this.known = known;
        },
      },
      'known',
      { get: () => this.known },
    ) as unknown as { known: null; remember: () => void },
    darken: () => undefined,
    ask: (async (name: string, request: { decision: ConsentDecision; known: KnownDecision | null }) => {
      if (!this.#connected) throw new Error('The connection is lost.');
      const [book, connection] = [this.#book, this.#connection];
      const subject = { callId: CALL, participantId: PATIENT };
      const content = {
        decision: request.decision,
        wording: '2026-12',
        language: 'en',
        hash: null,
        source: 'call',
        at: new Date(),
      } as const;
      const before = this.table.rows.size;
      const answer = await (name === 'confirmConsent'
        ? book.confirm(subject, 'expression', request.known)
        : book.decide(subject, 'expression', content));
      if (answer.stored === 'memory') seen.answeredFromMemory++;
      if (name === 'confirmConsent' && this.table.rows.size > before) seen.recordedAfterRestart++;
      // An answer of a connection that is gone reaches nobody.
      if (connection !== this.#connection) throw new Error('The connection is lost.');
      return answer;
    }) as never,
  });

  async open(): Promise<this> {
    await this.#journal.read();
    await this.#book.load(CALL);
    return this;
  }

  async decide(decision: ConsentDecision): Promise<void> {
    if (decision === 'withdrawn') {
      this.newest = decision;
      void this.#client.stop(WORDING).catch(() => undefined);
    } else if (this.#connected && !this.#client.state.get().unsent) {
      this.newest = decision;
      void this.#client.answer(decision, WORDING).catch(() => undefined);
    }
  }

  async connect(): Promise<void> {
    this.disconnect();
    this.#connected = true;
    const connection = ++this.#connection;
    await Promise.race([this.#client.confirm(() => false), pause(5)]);
    if (connection === this.#connection && this.#client.state.get().ask) seen.asked++;
  }

  disconnect(): void {
    this.#connected = false;
    this.#connection++;
    this.#book.disconnect({ callId: CALL, participantId: PATIENT });
  }

  write(fate: Fate): void {
    this.table.waiting.shift()?.(fate);
  }

  set journalFails(fails: boolean) {
    this.#journal.fails = fails;
  }

  /** The process is killed: what it was writing is there or not, and its memory is gone. */
  async crash(inFlight: Fate, halfALine: boolean): Promise<void> {
    seen.restarts++;
    this.#connected = false;
    this.#connection++;
    const dead = this.#book;
    await this.#journal.close();
    for (const settle of this.table.waiting.splice(0)) settle(inFlight === 'fails' ? 'fails' : 'is stored, but seems to fail');
    dead.forget(CALL);
    if (halfALine) await appendFile(this.path, '{"kind":"decision","id":"');
    this.#journal = new Journal(this.path);
    this.#store = new ConsentStore(this.table, this.#journal);
    this.#book = new ConsentBook(this.table, this.#store);
    const replayed = this.#store.replay(await this.#journal.read());
    // As at the real start: nobody is let in before the replay has tried.
    while (!(await settled(replayed))) this.write(inFlight);
    await this.#book.load(CALL);
  }

  check(): void {
    const grant = this.#book.grantOf({ callId: CALL, participantId: PATIENT }, 'expression');
    if (grant === null) return;
    seen.inForce++;
    expect(grant.inForce).toBe(true);
    expect(this.newest).toBe('granted');
  }

  async close(): Promise<void> {
    this.disconnect();
    await this.#journal.close();
    for (const settle of this.table.waiting.splice(0)) settle('is stored');
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
async function settled(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => true), pause(1).then(() => false)]);
}

const fate = fc.constantFrom<Fate>('is stored', 'is stored', 'fails', 'is stored, but seems to fail');
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      decision: fc.constantFrom<ConsentDecision>('granted', 'granted', 'withdrawn', 'refused'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), fate }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'connect' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'disconnect' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('journal' as const), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), inFlight: fate, halfALine: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const }) },
);

it('infers only while the newest decision is a grant, whatever is slow, fails or is restarted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
      const world = await new World().open();
      await world.connect();
      try {
        for (const one of steps) {
          if (one.kind === 'decide') await world.decide(one.decision);
          else if (one.kind === 'write') world.write(one.fate);
          else if (one.kind === 'connect') await world.connect();
          else if (one.kind === 'disconnect') world.disconnect();
          else if (one.kind === 'journal') world.journalFails = one.fails;
          else if (one.kind === 'crash') await world.crash(one.inFlight, one.halfALine);
          else await pause(4);
          world.check();
          await Promise.resolve();
          world.check();
        }
        await pause(2);
        world.check();
      } finally {
        await world.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: false },
  );
  expect(seen.inForce).toBeGreaterThan(RUNS / 50);
  expect(seen.restarts).toBeGreaterThan(RUNS / 50);
  expect(seen.asked).toBeGreaterThan(0);
}, 300_000);

it('knows a withdrawal that the database never got, after a restart, from the journal alone', async () => {
  const world = await new World().open();
  await world.connect();
  await world.decide('granted');
  await pause(5);
  world.write('is stored');
  await pause(5);
  world.check();
  expect(seen.inForce).toBeGreaterThan(0);
  await world.decide('withdrawn');
  await pause(30);
  expect(await readFile(world.path, 'utf8')).toContain('"withdrawn"');
  await world.crash('fails', true);
  // The client has forgotten everything, as in another browser.
  world.known = { decision: 'granted', number: 1, at: null };
  world.newest = 'withdrawn';
  await world.connect();
  world.check();
  await world.close();
});
