import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Seal } from '../keys/seal.ts';
import type { KindDefinition, OwedEntry } from './owed-kind.ts';
import { Spool, type SpooledWrite } from './spool.ts';

/** The spool as owed writes use it. A disk that fails as well is logged and stops nothing: then memory is all there is. */
export class OwedSpool {
  readonly #logger = new Logger('Storage');
  readonly #file: Spool;
  #failing = false;

  constructor(path: string, key: Seal) {
    this.#file = new Spool(path, key);
  }

  get path(): string {
    return this.#file.path;
  }

  get active(): boolean {
    return this.#file.active;
  }

  /** Adds what the file does not have in its present value. */
  async append(entries: OwedEntry[]): Promise<void> {
    const fresh = entries.filter((entry) => !entry.spooled && !entry.forgotten);
    if (fresh.length === 0) return;
    for (const entry of fresh) entry.spooled = true;
    if (await this.#attempt(() => this.#file.append(fresh.map(toLine)))) return;
    for (const entry of fresh) entry.spooled = false;
  }

  /** Leaves these entries and nothing else in the file. */
  async keep(entries: OwedEntry[]): Promise<void> {
    const kept = entries.filter((entry) => !entry.forgotten);
    const written = await this.#attempt(() => this.#file.rewrite(kept.map(toLine)));
    for (const entry of kept) entry.spooled = written;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** What an earlier run left. Lines of kinds that are unknown here, or that cannot be read, are kept beside the file and told. */
  async restore(kinds: Map<string, KindDefinition<unknown>>): Promise<OwedEntry[]> {
    const { writes, unreadable } = await this.#file.read();
    const entries: OwedEntry[] = [];
    for (const write of writes) {
      const entry = toEntry(write, kinds.get(write.kind));
      if (entry === null) unreadable.push(JSON.stringify(write));
      else entries.push(entry);
    }
    if (unreadable.length > 0) {
      const path = await this.#file.setAside(unreadable);
      this.#logger.error(
        `${unreadable.length} changes of an earlier run cannot be read. They are kept in ${path}; ask for help with it before you delete it.`,
      );
    }
    if (this.#file.active) await this.keep(entries);
    if (entries.length > 0) this.#logger.warn(`${entries.length} changes that an earlier run could not store are being stored now.`);
    return entries;
  }

  async #attempt(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      this.#failing = false;
      return true;
    } catch (error) {
      if (!this.#failing)
        this.#logger.error(
          `${this.path} cannot be written: what is not in the database yet is in memory only. Look at the disk. ${String(error)}`,
        );
      this.#failing = true;
      return false;
    }
  }
}

const toLine = ({ id, kind, lane, value, fence, confirmed }: OwedEntry): SpooledWrite => ({
  id,
  kind: kind.name,
  lane,
  value,
  fence,
  confirmed,
});

function toEntry({ id, lane, value, fence, confirmed }: SpooledWrite, kind: KindDefinition<unknown> | undefined): OwedEntry | null {
  const parsed = kind?.schema.safeParse(value);
  if (kind === undefined || parsed?.success !== true) return null;
  return newEntry(kind, lane, parsed.data, { id, spooled: true, tries: 1, fence, confirmed });
}

/** `tries`: above 0 where the database may have it already. */
export function newEntry(
  kind: KindDefinition<unknown>,
  lane: string,
  value: unknown,
  {
    id,
    spooled = false,
    tries = 0,
    fence = null,
    confirmed = true,
  }: Partial<Pick<OwedEntry, 'id' | 'spooled' | 'tries' | 'fence' | 'confirmed'>> = {},
): OwedEntry {
  return {
    id: id ?? randomUUID(),
    kind,
    lane,
    state: kind.stateOf?.(value) ?? null,
    since: performance.now(),
    value,
    fence,
    confirmed,
    tries,
    spooled,
    forgotten: false,
    outcome: null,
    waiting: [],
  };
}
