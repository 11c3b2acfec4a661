import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/** Bytes. Either driver returns them as a Uint8Array. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** A point in time, as a Date. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A number of bytes. */
export const bytes = (name: string) => bigint(name, { mode: 'number' }).notNull();
