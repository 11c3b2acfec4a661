import type { Redis } from './redis.ts';
import { ACQUIRE, leaseKeys, RELEASE, RENEW } from './lease-scripts.ts';

/** Leases of calls in Redis. Every method throws while Redis cannot be reached. */
export class Leases {
  readonly #redis: Redis;
  /** Who this server is among the others, new at every start. */
  readonly #node: string;
  readonly #ttlMs: number;

  constructor(redis: Redis, { node, ttlMs }: { node: string; ttlMs: number }) {
    this.#redis = redis;
    this.#node = node;
    this.#ttlMs = ttlMs;
  }

  /** A token above `fence`, or the node that has the call. */
  async acquire(callId: string, fence: number): Promise<{ token: number } | { holder: string }> {
    const [token, holder] = (await this.#run(ACQUIRE, callId, [this.#node, this.#ttlMs, fence + 1])) as [number, string];
    return token === 0 ? { holder } : { token };
  }

  /** False if the call has been taken since. */
  async renew(callId: string, token: number): Promise<boolean> {
    return (await this.#run(RENEW, callId, [this.#node, token, this.#ttlMs])) === 1;
  }

  async release(callId: string, token: number): Promise<void> {
    await this.#run(RELEASE, callId, [this.#node, token]);
  }

  /** The node that has the call, or null. */
  async holder(callId: string): Promise<string | null> {
    return (await this.#redis.hGet(leaseKeys(callId)[0]!, 'node')) ?? null;
  }

  #run(script: string, callId: string, values: (string | number)[]): Promise<unknown> {
    return this.#redis.eval(script, { keys: leaseKeys(callId), arguments: values.map(String) });
  }
}
