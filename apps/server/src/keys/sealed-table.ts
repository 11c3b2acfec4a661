import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Seal, Sealed } from './seal.ts';

/** A row, or part of one, with its sealed columns in the clear. */
export type Opened<R> = {
  [K in keyof R]: R[K] extends Sealed<infer T> | null | undefined ? T | Exclude<R[K], Sealed<T>> : R[K];
};

/** Seals and opens the rows of one table: every column of bytes, each value bound to its table and column. */
export class SealedTable<T extends PgTable> {
  readonly #columns: { key: string; place: string }[];

  constructor(table: T) {
    const name = getTableName(table);
    this.#columns = Object.entries(getTableColumns(table))
      .filter(([, column]) => column.getSQLType() === 'bytea')
      .map(([key]) => ({ key, place: `${name}.${key}` }));
  }

  /** @throws SealBroken */
  open<R extends Partial<T['$inferSelect']>>(seal: Seal, row: R): Opened<R> {
    return this.#map(row, (place, value) => seal.open(place, value as Sealed<unknown>)) as Opened<R>;
  }

  /** A new row. */
  seal(seal: Seal, row: Opened<T['$inferInsert']>): T['$inferInsert'] {
    return this.#map(row, (place, value) => seal.seal(place, value));
  }

  /** Some columns of a row. */
  sealChange(seal: Seal, change: Partial<Opened<T['$inferSelect']>>): Partial<T['$inferSelect']> {
    return this.#map(change, (place, value) => seal.seal(place, value));
  }

  #map(row: object, through: (place: string, value: unknown) => unknown): Record<string, unknown> {
    const mapped: Record<string, unknown> = { ...row };
    for (const { key, place } of this.#columns) {
      const value = mapped[key];
      if (value !== null && value !== undefined) mapped[key] = through(place, value);
    }
    return mapped;
  }
}
