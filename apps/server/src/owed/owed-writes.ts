import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { describe } from '../logging/describe.ts';
import { failureOf } from '../database/database-errors.ts';
import { CallHolds } from '../cluster/call-holds.ts';
import { nodeFolder } from '../cluster/node-folder.ts';
import { DatabaseHealth } from '../database/database-health.ts';
import { INSTALLATION_KEY } from '../keys/installation-key.ts';
import type { Seal } from '../keys/seal.ts';
import { BackOff } from './back-off.ts';
import { Lane } from './lane.ts';
import { type KindDefinition, type OwedEntry, settle, weightOf } from './owed-kind.ts';
import { OwedKind, outcomeOf } from './owed-kind-handle.ts';
import { newEntry, OwedSpool } from './owed-spool.ts';
import { Fences } from './fences.ts';
import { makeRoom, MAX_WEIGHT, weightIn } from './make-room.ts';

/** An entry that waits for longer goes to the spool as well. */
const SPOOL_AFTER_MS = 500;
const LOOK_EVERY_MS = 250;
/** A try that takes longer is told as an outage, though it is still waited for. */
const SLOW_MS = 5_000;
/** A database that answers everything else has had its chance with this write. */
const MAX_TRIES_WHILE_ANSWERING = 10;

/**
 * What memory promises and the database does not have yet. A feature defines a kind of write once and from then on owes values to
 * it: they are stored in their order within a lane (a call), again and again until they are, whatever fails meanwhile.
 *
 * - Nothing waits for the database. Who wants to know asks the receipt that it gets.
 * - What takes longer than half a second also goes to a file in the data folder, from which the next start goes on.
 * - What the database refuses for good is logged and dropped; it is no outage.
 */
@Injectable()
export class OwedWrites implements OnApplicationBootstrap {
  readonly #logger = new Logger('Storage');
  readonly #kinds = new Map<string, KindDefinition<unknown>>();
  readonly #lanes = new Map<string, Lane>();
  readonly #spool: OwedSpool;
  readonly #backOff = new BackOff();
  #looking: NodeJS.Timeout | undefined;
  #lost = 0;
  #refused = 0;
  /** At least what all entries weigh. */
  #weight = 0;
  #stopped = false;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'dataDir' | 'cluster'>,
    @Inject(INSTALLATION_KEY) key: Seal,
    private readonly health: DatabaseHealth,
    private readonly holds: CallHolds,
    private readonly fences: Fences,
  ) {
    this.#spool = new OwedSpool(join(nodeFolder(config), 'owed-writes.jsonl'), key);
  }

  /** Every kind is defined by now: takes up what an earlier run could not store. Nobody is let in before. */
  async onApplicationBootstrap(): Promise<void> {
    for (const entry of await this.#spool.restore(this.#kinds)) this.#lane(entry.lane).queue.push(entry);
    for (const lane of this.#lanes.values()) this.#start(lane);
  }

  /** To be called once per kind, in a constructor. */
  define<T>(definition: KindDefinition<T>): OwedKind<T> {
    if (this.#kinds.has(definition.name)) throw new Error(`There are two kinds of owed writes named ${definition.name}.`);
    const kind = definition as KindDefinition<unknown>;
    this.#kinds.set(kind.name, kind);
    return new OwedKind<T>({
      owe: (lane, value) => this.#owe(kind, lane, value),
      entriesOf: (lane) => this.#lanes.get(lane)?.entries.filter((entry) => entry.kind === kind && !entry.forgotten) ?? [],
      isHeldUp: () => this.#backOff.isWaiting,
      forget: (lane, matches) => this.#forget(kind, lane, matches),
    });
  }

  /** How many writes are waiting; how many rows were given up since the start for want of room, and how many the database refused. */
  get counts(): { owed: number; lost: number; refused: number } {
    let owed = 0;
    for (const lane of this.#lanes.values()) owed += lane.entries.length;
    return { owed, lost: this.#lost, refused: this.#refused };
  }

  /** Gives up everything that the lane owes: it has been erased. Waits for a try that is under way. */
  async forgetLane(laneKey: string): Promise<void> {
    const kinds = new Set(this.#lanes.get(laneKey)?.entries.map(({ kind }) => kind));
    for (const kind of kinds) await this.#forget(kind, laneKey, () => true);
  }

  /** Whether nothing of the lane is waiting. */
  isSettled(lane: string): boolean {
    return (this.#lanes.get(lane)?.entries.length ?? 0) === 0;
  }

  /** Tries what the lane owes now instead of later, and waits for it for at most `patienceMs`. True if nothing is owed any more. */
  async caughtUp(lane: string, patienceMs = 1_000): Promise<boolean> {
    const last = this.#lanes.get(lane)?.entries.at(-1);
    if (last === undefined) return true;
    this.#backOff.tryNow();
    return (await outcomeOf(last, patienceMs)) === 'stored' && this.isSettled(lane);
  }

  /** Stores what can be stored until the deadline; the rest stays in the spool for the next start. The last thing that happens before the database is closed. */
  async drain(deadlineMs: number): Promise<void> {
    this.#backOff.tryNow();
    await Promise.all([...this.#lanes.keys()].map((lane) => this.caughtUp(lane, deadlineMs)));
    this.#stopped = true;
    clearInterval(this.#looking);
    const left = this.#entries();
    if (left.length > 0) {
      await this.#spool.keep(left);
      this.#logger.warn(
        `${left.length} changes could not be stored yet. They are in ${this.#spool.path} and are stored at the next start.`,
      );
    }
    await this.#spool.close();
  }

  #owe(kind: KindDefinition<unknown>, laneKey: string, value: unknown): OwedEntry {
    const hold = kind.fenced === 'no' ? 'unfenced' : this.holds.of(laneKey);
    if (hold === null) return this.#refuse(kind, laneKey, value);
    const under = hold === 'unfenced' ? { fence: null, confirmed: true } : { fence: hold.token, confirmed: hold.confirmed };
    const lane = this.#lane(laneKey);
    let entry = lane.absorb(kind, value, under);
    if (entry === undefined) lane.queue.push((entry = newEntry(kind, laneKey, value, under)));
    // After the database was closed there is only the spool.
    if (this.#stopped) void this.#spool.append([entry]);
    this.#bound(kind.weight?.(value) ?? 1);
    this.#start(lane);
    this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    return entry;
  }

  /** Another server has the call: what this one says about it does not count. */
  #refuse(kind: KindDefinition<unknown>, laneKey: string, value: unknown): OwedEntry {
    const entry = newEntry(kind, laneKey, value);
    this.#refused += this.#lose([entry], 'Another server runs the call.');
    return entry;
  }

  /** Spools what waits for too long, also behind a try that takes its time. */
  #look(): void {
    const now = performance.now();
    const late = [...this.#lanes.values()].some((lane) => lane.entries.some((entry) => now - entry.since > SPOOL_AFTER_MS));
    if (late || this.#spool.active) void this.#spool.append(this.#entries());
    if (this.#lanes.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  /** Weighs everything only once what came since the last time could be too much. */
  #bound(added: number): void {
    this.#weight += added;
    if (this.#weight <= MAX_WEIGHT) return;
    const given = makeRoom(this.#lanes.values());
    this.#weight = weightIn(this.#lanes.values());
    if (given.length === 0) return;
    this.#lost += this.#lose(given, 'There is no more room for what cannot be stored.');
    void this.#spool.keep(this.#entries());
  }

  #start(lane: Lane): void {
    if (lane.working || this.#stopped) return;
    lane.working = true;
    // The rest of this turn may add to the batch.
    queueMicrotask(() => void this.#work(lane));
  }

  async #work(lane: Lane): Promise<void> {
    while (lane.queue.length > 0 && !this.#stopped) {
      await this.#backOff.wait();
      if (this.#stopped) break;
      const batch = lane.take();
      // Where an older state stands in the spool, the newer one must stand behind it before the database has it.
      if (this.#spool.active) await this.#spool.append(batch);
      await this.#try(lane, batch);
    }
    lane.working = false;
    if (lane.queue.length === 0 && lane.inFlight.length === 0) this.#lanes.delete(lane.key);
    if (this.#lanes.size === 0 && this.#spool.active && !this.#stopped) await this.#spool.keep([]);
  }

  async #try(lane: Lane, batch: OwedEntry[]): Promise<void> {
    const first = batch[0];
    if (first === undefined) return lane.done();
    const slow = setTimeout(() => this.health.tell(new Error(`Storing takes longer than ${SLOW_MS / 1_000} s.`)), SLOW_MS).unref();
    try {
      const stale = first.kind.fenced === 'rows' ? await this.fences.stale(lane.key, batch) : [];
      const standing = batch.filter((entry) => !stale.includes(entry));
      if (standing.length > 0)
        await first.kind.store(
          standing.map(({ id, value, fence }) => ({ id, value, fence })),
          lane.key,
        );
      lane.done();
      if (stale.length > 0) this.#refused += this.#lose(stale, 'Another server had taken the call.');
      this.#backOff.succeeded();
      this.health.tell(null);
      for (const entry of standing) settle(entry, 'stored');
    } catch (error) {
      for (const entry of batch) entry.tries++;
      const failure = failureOf(error);
      if (failure === 'refused' || (failure === 'unknown' && first.tries >= MAX_TRIES_WHILE_ANSWERING && (await this.health.answers())))
        return this.#giveUp(lane, batch, error);
      for (const entry of lane.putBack()) settle(entry, 'lost');
      for (const entry of batch) settle(entry, 'owed');
      this.#backOff.failed();
      this.health.tell(error);
    } finally {
      clearTimeout(slow);
    }
  }

  /** Of several, each is tried alone: the others have nothing to do with it. */
  #giveUp(lane: Lane, batch: OwedEntry[], error: unknown): void {
    if (batch.length > 1) {
      for (const entry of lane.putBack({ singly: true })) settle(entry, 'lost');
      return;
    }
    lane.done();
    this.#refused += this.#lose(batch, `The database refuses it for good. ${describe(error)}`);
  }

  async #forget(kind: KindDefinition<unknown>, laneKey: string, matches: (value: unknown) => boolean): Promise<unknown[]> {
    const lane = this.#lanes.get(laneKey);
    if (lane === undefined) return [];
    const isMeant = (entry: OwedEntry) => entry.kind === kind && matches(entry.value);
    const waiting = lane.queue.filter(isMeant);
    lane.queue.splice(0, lane.queue.length, ...lane.queue.filter((entry) => !isMeant(entry)));
    const underway = lane.inFlight.filter(isMeant);
    for (const entry of [...waiting, ...underway]) entry.forgotten = true;
    for (const entry of waiting) settle(entry, 'lost');
    const settled = underway.map((entry) => new Promise((resolve) => void entry.waiting.push(resolve)));
    if (this.#spool.active) await this.#spool.keep(this.#entries());
    await Promise.all(settled);
    return [...underway.filter((entry) => entry.outcome === 'lost'), ...waiting].map((entry) => entry.value);
  }

  /** Returns how many rows that is. */
  #lose(entries: OwedEntry[], why: string): number {
    const count = entries.reduce((sum, entry) => sum + weightOf(entry), 0);
    const kinds = [...new Set(entries.map((entry) => entry.kind.name))].join(', ');
    this.#logger.error(`${count} rows (${kinds}) are lost. ${why}`);
    for (const entry of entries) settle(entry, 'lost');
    return count;
  }

  #entries(): OwedEntry[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.entries);
  }

  #lane(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, (lane = new Lane(key)));
    return lane;
  }
}
