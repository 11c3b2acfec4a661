import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../integration/support/free-port.ts';
import { Postgres } from '../../integration/support/postgres.ts';
import { RedisServer } from '../../integration/support/redis.ts';
import { BenchServer } from './bench-server.ts';
import type { Clinician } from './clients.ts';
import type { Generator, Host } from './connect-media.ts';
import { processes } from './live.ts';

/** The servers of a bench: one with everything embedded, or some on one PostgreSQL and one Redis. */
export class LoadSite {
  readonly servers: BenchServer[];
  readonly postgres: Postgres | null;
  readonly #redis: RedisServer | null;
  readonly #keyFolder: string | null;

  private constructor(servers: BenchServer[], stores: { postgres: Postgres; redis: RedisServer; keyFolder: string } | null) {
    this.servers = servers;
    this.postgres = stores?.postgres ?? null;
    this.#redis = stores?.redis ?? null;
    this.#keyFolder = stores?.keyFolder ?? null;
  }

  /** `nodes`: how many servers share the stores; 0: a single one without any. */
  static async start(nodes: number, settings: NodeJS.ProcessEnv): Promise<LoadSite> {
    if (nodes === 0) return new LoadSite([await BenchServer.start(settings)], null);
    const [postgres, redis] = await Promise.all([Postgres.create(), RedisServer.create()]);
    const keyFolder = mkdtempSync(path.join(tmpdir(), 'attune-key-'));
    const keyFile = path.join(keyFolder, 'attune.key');
    writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
    const servers: BenchServer[] = [];
    for (let node = 0; node < nodes; node++) {
      const port = await freePort();
      const own = {
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        ATTUNE_KEY_FILE: keyFile,
        ATTUNE_PORT: String(port),
        ATTUNE_NODE_NAME: `node-${node}`,
        ATTUNE_NODE_URL: `http://127.0.0.1:${port}`,
        ATTUNE_MEDIA_WORKERS: '1',
      };
      servers.push(await BenchServer.start({ ...own, ...settings }, servers[0]));
    }
    return new LoadSite(servers, { postgres, redis, keyFolder });
  }

  get account(): Clinician {
    return this.servers[0]!.account;
  }

  get generator(): Generator {
    return this.servers[0]!.generator;
  }

  /** By which server somebody comes: any, as a proxy before them sends people. */
  url(index: number): string {
    return this.servers[index % this.servers.length]!.url;
  }

  /** The server that has the call. */
  async hostOf(callId: string): Promise<Host> {
    if (this.#redis === null) return this.servers[0]!.host;
    const [node, reports] = await this.#redis.ask((client) =>
      Promise.all([client.hGet(`attune:lease:${callId}`, 'node'), client.hGetAll('attune:nodes')]),
    );
    const holder = this.servers.find(({ url }) => reports[node ?? '']?.includes(`:${new URL(url).port}"`));
    if (holder === undefined) throw new Error('No server has the call.');
    return holder.host;
  }

  /** Ids of the product's processes, of all servers. */
  async pids(): Promise<{ sfu: number[]; analyzer: number[]; server: number[] }> {
    const all = await Promise.all(this.servers.map(({ host }) => processes(host)));
    return {
      sfu: all.flatMap(({ workers }) => workers),
      analyzer: all.flatMap(({ analyzer }) => analyzer ?? []),
      server: all.map(({ server }) => server),
    };
  }

  async close(): Promise<void> {
    for (const server of this.servers.reverse()) await server.close();
    await Promise.all([this.postgres?.remove(), this.#redis?.remove()]);
    if (this.#keyFolder !== null) rmSync(this.#keyFolder, { recursive: true, force: true });
  }
}
