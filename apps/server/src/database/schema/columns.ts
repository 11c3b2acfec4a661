import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';
import type { Sealed } from '../../keys/seal.ts';

/** Bytes. Either driver returns them as a Uint8Array. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** A point in time, as a Date. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A number of bytes. */
export const bytes = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** A value sealed with the key of the call that it belongs to: nothing but what a `Seal` made can be written. All columns of bytes but `call_keys.wrapped` are such. */
export const sealed = <T>(name: string) => customType<{ data: Sealed<T>; driverData: Uint8Array }>({ dataType: () => 'bytea' })(name);
