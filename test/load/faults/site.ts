import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Postgres } from '../../integration/support/postgres.ts';
import { descendantsOf } from '../../integration/support/process-tree.ts';
import { RedisServer } from '../../integration/support/redis.ts';
import { ServerProcess } from '../../integration/support/server-process.ts';
import { ClientNetwork } from './client-network.ts';
import { Entrance } from './entrance.ts';
import { SmallDisk } from './small-disk.ts';

const WALL_CLOCK = path.join(import.meta.dirname, 'wall-clock.mjs');

/**
 * Two servers on one PostgreSQL and one Redis, behind one address: all real, each in processes of its own. Their data folders are on a small disk, and
 * a network is between them and the patient, where this system lets a disk and a network be made.
 */
export class FaultSite {
  readonly postgres: Postgres;
  readonly redis: RedisServer;
  readonly nodes: ServerProcess[];
  readonly entrance: Entrance;
  /** Null where there can be none. */
  readonly network: ClientNetwork | null;
  readonly disk: SmallDisk | null;
  readonly #keyFolder: string;

  private constructor(parts: Pick<FaultSite, 'postgres' | 'redis' | 'nodes' | 'entrance' | 'network' | 'disk'>, keyFolder: string) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.nodes = parts.nodes;
    this.entrance = parts.entrance;
    this.network = parts.network;
    this.disk = parts.disk;
    this.#keyFolder = keyFolder;
  }

  static async start(): Promise<FaultSite> {
    const [postgres, redis] = await Promise.all([Postgres.create(), RedisServer.create()]);
    const keyFolder = mkdtempSync(path.join(tmpdir(), 'attune-key-'));
    const keyFile = path.join(keyFolder, 'attune.key');
    writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
    const network = ClientNetwork.obstacle() === null ? await ClientNetwork.open() : null;
    const disk = SmallDisk.obstacle() === null ? SmallDisk.mount() : null;
    const nodes: ServerProcess[] = [];
    for (const name of ['one', 'two'])
      nodes.push(
        await ServerProcess.start({
          DATABASE_URL: postgres.url,
          REDIS_URL: redis.url,
          ATTUNE_KEY_FILE: keyFile,
          ATTUNE_MEDIA_PORT: '0',
          ATTUNE_NODE_NAME: name,
          NODE_ENV: 'production',
          NODE_OPTIONS: `--import ${WALL_CLOCK}`,
          ...(network !== null && { ATTUNE_MEDIA_LISTEN: `${network.serversAddress},127.0.0.1` }),
          ...(disk !== null && { TMPDIR: disk.folder }),
        }),
      );
    const site = new FaultSite({ postgres, redis, nodes, entrance: await Entrance.to(nodes), network, disk }, keyFolder);
    await network?.forward(site.port);
    return site;
  }

  /** The port by which people come. */
  get port(): number {
    return Number(new URL(this.entrance.url).port);
  }

  /** The server that has the call, as Redis knows. */
  async holder(callId: string): Promise<ServerProcess> {
    const [node, reports] = await this.redis.ask((client) =>
      Promise.all([client.hGet(`attune:lease:${callId}`, 'node'), client.hGetAll('attune:nodes')]),
    );
    const holder = this.nodes.find(({ url }) => reports[node ?? '']?.includes(`"${url}"`));
    if (holder === undefined) throw new Error('No server has the call.');
    return holder;
  }

  /** Kills the processes of a server whose command line has this in it. */
  killOf(node: ServerProcess, program: string): void {
    const pids = descendantsOf(node.pid).filter(({ command }) => command.includes(program));
    if (pids.length === 0) throw new Error(`The server has no ${program}.`);
    for (const { pid } of pids) process.kill(pid, 'SIGKILL');
  }

  async close(): Promise<void> {
    this.entrance.close();
    await Promise.all(this.nodes.map((node) => node.remove()));
    this.network?.close();
    this.disk?.unmount();
    await Promise.all([this.postgres.remove(), this.redis.remove()]);
    rmSync(this.#keyFolder, { recursive: true, force: true });
  }
}
