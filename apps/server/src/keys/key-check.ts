import type { Database } from '../database/database.ts';
import { callKeys, secrets } from '../database/schema/index.ts';
import { secretPlace } from '../database/secrets.ts';
import { WRAPPED } from './call-keys.ts';
import type { Fits } from './installation-key.ts';
import type { Seal, Sealed } from './seal.ts';

/** Tells by what is stored whether a key is the right one. */
export async function keyCheck(db: Database): Promise<Fits> {
  const [secret] = await db.select().from(secrets).limit(1);
  const [callKey] = await db.select().from(callKeys).limit(1);
  const stored = [
    ...(secret?.value ? [{ place: secretPlace(secret.name), value: secret.value }] : []),
    ...(callKey ? [{ place: WRAPPED, value: callKey.wrapped }] : []),
  ];
  return (key) => (stored.length === 0 ? null : stored.every(({ place, value }) => opens(key, place, value)));
}

function opens(key: Seal, place: string, value: Uint8Array): boolean {
  try {
    key.open(place, value as Sealed<Uint8Array>);
    return true;
  } catch {
    return false;
  }
}
