import pg from 'pg';

/** Any number that no other lock of ours has. */
const LEADER = 0x41_74_74_6f;

/** Which of several servers does what is to be done once: deletes what is past its time, and what nobody needs any more. */
export interface Leadership {
  /** Whether this server leads at this moment. A server that dies loses the lead with its connection. */
  leads(): Promise<boolean>;
  close(): Promise<void>;
}

export const ALONE: Leadership = { leads: () => Promise.resolve(true), close: () => Promise.resolve() };

/** By an advisory lock of PostgreSQL, held on a connection of its own. */
export class PostgresLeadership implements Leadership {
  readonly #url: string;
  #client: pg.Client | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async leads(): Promise<boolean> {
    try {
      const client = this.#client ?? (await this.#connect());
      // Held already, it is taken once more; that the connection stands is known by then.
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LEADER]);
      const mine = rows[0]?.mine === true;
      if (!mine) await this.close();
      return mine;
    } catch {
      await this.close();
      return false;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    this.#client = client;
    return client;
  }
}
