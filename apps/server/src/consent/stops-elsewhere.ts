import { Inject, Injectable, Logger, type OnModuleInit, type OnApplicationShutdown } from '@nestjs/common';
import type { Cluster } from '../cluster/cluster.ts';
import { CLUSTER } from '../cluster/cluster.token.ts';
import { describe } from '../logging/describe.ts';
import { ConsentService } from './consent.service.ts';

/** A withdrawal holds within a second, wherever it was made. */
const LOOK_EVERY_MS = 400;

/**
 * A withdrawal by the receipt's link is passed on to the server that runs the call. Where that server could not be found, or took the call at the
 * same moment, the withdrawal is in the database alone: the server that runs the call finds it there.
 */
@Injectable()
export class StopsElsewhere implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('Consent');
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #failing = false;

  constructor(
    @Inject(CLUSTER) private readonly cluster: Cluster | null,
    private readonly consent: ConsentService,
  ) {}

  onModuleInit(): void {
    if (this.cluster !== null) this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.consent.lookForStops();
      this.#failing = false;
    } catch (error) {
      // No other server can store one either.
      if (!this.#failing) this.#logger.warn(`Withdrawals of other servers could not be looked for. ${describe(error)}`);
      this.#failing = true;
    } finally {
      this.#looking = false;
    }
  }
}
