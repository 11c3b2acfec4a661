import { Inject, Injectable } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Cluster } from '../cluster/cluster.ts';
import { CLUSTER } from '../cluster/cluster.token.ts';
import { Limit, type LimitOptions } from './limit.ts';

/** Makes limits that count over all servers: in Redis where there are several, in memory where there is one, or while Redis is away. */
@Injectable()
export class Limits {
  constructor(@Inject(CLUSTER) private readonly cluster: Pick<Cluster, 'redis'> | null) {}

  /** `name`: what is counted, the same over versions. */
  of(name: string, options: LimitOptions): Limit {
    return new Limit(this.counter(name, options));
  }

  /** The counter itself, for what a {@link Limit} cannot do. */
  counter(name: string, { points, seconds }: LimitOptions): RateLimiterAbstract {
    const inMemory = new RateLimiterMemory({ points, duration: seconds });
    if (this.cluster === null) return inMemory;
    return new RateLimiterRedis({
      storeClient: this.cluster.redis,
      useRedisPackage: true,
      keyPrefix: `attune:limit:${name}`,
      points,
      duration: seconds,
      insuranceLimiter: inMemory,
    });
  }
}
