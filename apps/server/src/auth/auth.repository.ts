import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { accounts, sessions } from '../database/schema/index.ts';

export type AccountRow = typeof accounts.$inferSelect;

@Injectable()
export class AuthRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async hasAccounts(): Promise<boolean> {
    return (await this.db.select({ id: accounts.id }).from(accounts).limit(1)).length > 0;
  }

  /** False if there is an account already. Of two servers that are asked at the same time, one waits for the other. */
  async createFirstAccount(row: AccountRow): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      await tx.execute(sql`lock table ${accounts} in share row exclusive mode`);
      if ((await tx.select({ id: accounts.id }).from(accounts).limit(1)).length > 0) return false;
      await tx.insert(accounts).values(row);
      return true;
    });
  }

  async createAccount(row: AccountRow): Promise<void> {
    await this.db.insert(accounts).values(row);
  }

  async accountByEmail(email: string): Promise<AccountRow | undefined> {
    return (await this.db.select().from(accounts).where(eq(accounts.email, email)))[0];
  }

  async accountById(id: string): Promise<AccountRow | undefined> {
    return (await this.db.select().from(accounts).where(eq(accounts.id, id)))[0];
  }

  async firstAccountId(): Promise<string | undefined> {
    return (await this.db.select({ id: accounts.id }).from(accounts).orderBy(asc(accounts.createdAt), asc(accounts.id)).limit(1))[0]?.id;
  }

  async createSession(row: typeof sessions.$inferInsert): Promise<void> {
    await this.db.delete(sessions).where(lt(sessions.expiresAt, new Date()));
    await this.db.insert(sessions).values(row);
  }

  async session(tokenHash: string): Promise<{ account: AccountRow; expiresAt: Date } | undefined> {
    const rows = await this.db
      .select({ account: accounts, expiresAt: sessions.expiresAt })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, new Date())));
    return rows[0];
  }

  async standingSessions(tokenHashes: string[]): Promise<string[]> {
    const rows = await this.db
      .select({ tokenHash: sessions.tokenHash })
      .from(sessions)
      .where(and(inArray(sessions.tokenHash, tokenHashes), gt(sessions.expiresAt, new Date())));
    return rows.map(({ tokenHash }) => tokenHash);
  }

  async deleteSession(tokenHash: string): Promise<void> {
    await this.db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
  }
}
