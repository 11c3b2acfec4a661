import { Logger } from '@nestjs/common';
import { CallElsewhere, CallHolds, type Hold, type StoredHold } from './call-holds.ts';
import type { Leases } from './leases.ts';

/** A call whose server died can be taken by another one after this time. */
export const LEASE_MS = 2_500;
const RENEW_EVERY_MS = 500;

interface Held {
  token: number;
  /** By `performance.now()`, counted from before the lease was asked for. */
  validUntilMs: number;
}

/** What taking a call asks of the cluster besides its lease. */
export interface HoldConditions {
  /** This server takes no further calls. */
  isDraining(): boolean;
  /** Another server that says that it runs the call, lease or no lease; null if none says so. */
  askPeers(callId: string): Promise<string | null>;
  /** Told when a call has been taken for this server. */
  taken(callId: string): void;
}

/**
 * Calls held by leases in Redis. A lease that cannot be renewed because Redis is away is kept: nobody else can take it meanwhile, and the call
 * goes on. What is written then counts only if the database has seen no newer token.
 */
export class LeasedHolds extends CallHolds {
  readonly #logger = new Logger('Cluster');
  readonly #leases: Leases;
  readonly #conditions: HoldConditions;
  readonly #held = new Map<string, Held>();
  readonly #renewing: NodeJS.Timeout;
  #turn: Promise<void> | null = null;

  constructor(leases: Leases, conditions: HoldConditions) {
    super();
    this.#leases = leases;
    this.#conditions = conditions;
    this.#renewing = setInterval(() => void this.#renewAll(), RENEW_EVERY_MS).unref();
  }

  async take(callId: string, { fence, isLive }: StoredHold): Promise<number> {
    const held = this.#held.get(callId);
    if (held !== undefined) return held.token;
    if (this.#conditions.isDraining()) throw new CallElsewhere('This server is being drained and takes no calls.', callId);
    const elsewhere = () => new CallElsewhere('Another server runs this call.', callId);
    if ((await this.#leases.holder(callId)) !== null) throw elsewhere();
    // A Redis that lost its memory knows of no lease, while the server that had it goes on.
    if (isLive && (await this.#conditions.askPeers(callId)) !== null) throw elsewhere();
    const askedMs = performance.now();
    const answer = await this.#leases.acquire(callId, fence);
    if ('holder' in answer) throw elsewhere();
    this.#held.set(callId, { token: answer.token, validUntilMs: askedMs + LEASE_MS });
    this.#conditions.taken(callId);
    return answer.token;
  }

  of(callId: string): Hold | null {
    const held = this.#held.get(callId);
    return held === undefined ? null : { token: held.token, confirmed: performance.now() < held.validUntilMs };
  }

  async release(callId: string): Promise<void> {
    const held = this.#held.get(callId);
    if (held === undefined) return;
    this.#held.delete(callId);
    // Without Redis the lease runs out by itself.
    await this.#leases.release(callId, held.token).catch(() => undefined);
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing);
    await Promise.all([...this.#held.keys()].map((callId) => this.release(callId)));
  }

  /** One round at a time: a slow Redis must not pile them up. */
  async #renewAll(): Promise<void> {
    this.#turn ??= Promise.all([...this.#held].map(([callId, held]) => this.#renew(callId, held)))
      .then(() => undefined)
      .finally(() => {
        this.#turn = null;
      });
    return this.#turn;
  }

  async #renew(callId: string, held: Held): Promise<void> {
    const askedMs = performance.now();
    const isMine = await this.#leases.renew(callId, held.token).catch(() => null);
    if (isMine === true) held.validUntilMs = Math.max(held.validUntilMs, askedMs + LEASE_MS);
    if (isMine !== false || this.#held.get(callId) !== held) return;
    this.#held.delete(callId);
    this.#logger.warn(`Another server has taken the call ${callId}, which this one had not been able to hold on to.`);
    this.events.safeEmit('lost', callId);
  }
}
