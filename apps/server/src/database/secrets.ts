import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { INSTALLATION_KEY } from '../keys/installation-key.ts';
import type { Seal, Sealed } from '../keys/seal.ts';
import type { Database } from './database.ts';
import { DATABASE } from './database.token.ts';
import { secrets } from './schema/index.ts';

/** What a secret's value is bound to. */
export const secretPlace = (name: string) => `secrets.${name}`;

/** Keys that this installation makes for itself at first need. */
@Injectable()
export class Secrets {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(INSTALLATION_KEY) private readonly key: Seal,
  ) {}

  /** The 32 random bytes of this name, made now if there are none yet. */
  async get(name: string): Promise<Buffer> {
    await this.db
      .insert(secrets)
      .values({ name, value: this.key.seal(secretPlace(name), new Uint8Array(randomBytes(32))) })
      .onConflictDoNothing();
    const [row] = await this.db.select().from(secrets).where(eq(secrets.name, name));
    if (row === undefined) throw new Error(`The secret ${name} could not be stored.`);
    return Buffer.from(this.key.open(secretPlace(name), row.value as Sealed<Uint8Array>));
  }
}
