import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { DATABASE } from './database.token.ts';
import { secrets } from './schema/index.ts';

/** Keys that this installation makes for itself at first need. */
@Injectable()
export class Secrets {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** The 32 random bytes of this name, made now if there are none yet. */
  async get(name: string): Promise<Buffer> {
    await this.db
      .insert(secrets)
      .values({ name, value: randomBytes(32).toString('base64') })
      .onConflictDoNothing();
    const [row] = await this.db.select().from(secrets).where(eq(secrets.name, name));
    if (row === undefined) throw new Error(`The secret ${name} could not be stored.`);
    return Buffer.from(row.value, 'base64');
  }
}
