import { createHmac } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { ClusterSettings } from '../config/cluster-settings.ts';
import { trustsProxy } from '../http/trusted-proxies.ts';
import type { Seal } from '../keys/seal.ts';
import { CallDoor } from './call-door.ts';
import { CallWhereabouts } from './call-whereabouts.ts';
import { LEASE_MS, LeasedHolds } from './leased-holds.ts';
import { Leases } from './leases.ts';
import type { NodeState } from './node-state.ts';
import { Nodes } from './nodes.ts';
import { Peers } from './peers.ts';
import { PeerToken } from './peer-token.ts';
import { openPatientRedis, openRedis, type Redis } from './redis.ts';

/** What several servers share by Redis. */
export class Cluster {
  readonly redis: Redis;
  /** For the sockets' adapter alone. */
  readonly socketsRedis: Redis;
  readonly nodes: Nodes;
  readonly holds: LeasedHolds;
  readonly whereabouts: CallWhereabouts;
  readonly door: CallDoor;

  private constructor(parts: Pick<Cluster, 'redis' | 'socketsRedis' | 'nodes' | 'holds' | 'whereabouts' | 'door'>) {
    this.redis = parts.redis;
    this.socketsRedis = parts.socketsRedis;
    this.nodes = parts.nodes;
    this.holds = parts.holds;
    this.whereabouts = parts.whereabouts;
    this.door = parts.door;
  }

  /** Joins the other servers. `key`: the installation's, which all have. Throws ConfigError if Redis cannot be reached. */
  static async join(
    settings: ClusterSettings,
    { config, state, key }: { config: Pick<Config, 'media' | 'trustedProxies'>; state: NodeState; key: Seal },
  ): Promise<Cluster> {
    const redis = await openRedis(settings.redisUrl);
    const nodes = new Nodes(redis, {
      self: state.id,
      report: () => ({
        name: settings.nodeName,
        url: settings.nodeUrl,
        participants: state.participants,
        capacity: config.media.workers,
        maxParticipants: settings.maxParticipants ?? null,
        draining: state.draining,
      }),
    });
    const token = new PeerToken(createHmac('sha256', key.bytes).update('peer-token').digest());
    const peers = new Peers(nodes, token);
    const leases = new Leases(redis, { node: state.id, ttlMs: LEASE_MS });
    const holds = new LeasedHolds(leases, {
      isDraining: () => state.draining,
      askPeers: async (callId) => (await peers.whoHolds(callId))?.id ?? null,
      taken: (callId) => {
        void nodes.arrived(callId).catch(() => undefined);
        void nodes.tell().catch(() => undefined);
      },
    });
    const whereabouts = new CallWhereabouts({ self: state.id, holds, leases, nodes, peers });
    await nodes.tell();
    const door = new CallDoor(whereabouts, token, trustsProxy(config.trustedProxies));
    return new Cluster({ redis, socketsRedis: await openPatientRedis(redis), nodes, holds, whereabouts, door });
  }

  /** Once every call is given back. */
  async close(): Promise<void> {
    await this.nodes.close();
    this.socketsRedis.destroy();
    this.redis.destroy();
  }
}
