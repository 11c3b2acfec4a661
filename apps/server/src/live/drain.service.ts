import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LiveCalls } from '../calls/live-calls.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { CLUSTER } from '../cluster/cluster.token.ts';
import { NodeState } from '../cluster/node-state.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Readiness } from '../observing/readiness.ts';

const LOOK_EVERY_MS = 500;
/** A call is given back once it is stored. A server that is to stop does not wait for a database that is away. */
const HAND_OVER_WITHIN_MS = 5_000;

/**
 * Takes this server out of service without ending a call: no new calls come, those that go on may end by themselves until a deadline, and
 * what is left is handed over to the other servers. SIGUSR2 starts it and takes it back; with ATTUNE_DRAIN_SECONDS, stopping does it first.
 */
@Injectable()
export class DrainService implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('Cluster');
  readonly #toggle = () => (this.node.draining ? this.resume() : void this.drain());
  #cancelled = false;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'drainMs'>,
    private readonly node: NodeState,
    @Inject(CLUSTER) private readonly cluster: Cluster | null,
    private readonly liveCalls: LiveCalls,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.node.countParticipants(() => this.liveCalls.all().reduce((sum, liveCall) => sum + liveCall.connected().length, 0));
    const { cluster } = this;
    if (cluster !== null) this.readiness.register('redis', () => cluster.redis.isReady, { shared: true });
    process.on('SIGUSR2', this.#toggle);
  }

  onApplicationShutdown(): void {
    process.off('SIGUSR2', this.#toggle);
  }

  /** Resolves once no call is left here; without a deadline left, at once. */
  async drain(): Promise<void> {
    this.node.draining = true;
    this.readiness.drain();
    this.#cancelled = false;
    await this.#tell();
    const deadline = performance.now() + this.config.drainMs;
    if (this.cluster !== null || this.config.drainMs > 0)
      this.#logger.warn(`Draining: no new calls; ${this.liveCalls.live().length} go on here for at most ${this.config.drainMs / 1_000} s.`);
    while (this.liveCalls.live().length > 0 && performance.now() < deadline && !this.#cancelled) await pause(LOOK_EVERY_MS);
    if (this.#cancelled || this.cluster === null) return;
    const handedOver = Promise.all(this.liveCalls.all().map(({ id }) => this.liveCalls.drop(id))).then(() => true);
    if (await Promise.race([handedOver, pause(HAND_OVER_WITHIN_MS).then(() => false)]))
      this.#logger.warn('Drained: the other servers have the calls.');
    else
      this.#logger.warn(
        'Some calls owe the database what it does not take: the other servers can have them once it does, or this server is gone.',
      );
  }

  /** Takes calls again. */
  resume(): void {
    this.#cancelled = true;
    this.node.draining = false;
    this.readiness.resume();
    this.#logger.warn('This server takes calls again.');
    void this.#tell();
  }

  async #tell(): Promise<void> {
    await this.cluster?.nodes.tell().catch(() => undefined);
  }
}
