import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

const LOOK_EVERY_MS = 10_000;
/** Half of all turns of the loop late by so much, three times in a row: it does not recover by itself. */
const STUCK_MS = 1_000;
const STUCK_LOOKS = 3;
const NS_PER_MS = 1e6;

/** Watches how late this process' event loop is. */
@Injectable()
export class LoopWatch implements OnApplicationShutdown {
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  readonly #timer: NodeJS.Timeout;
  #late = 0;

  constructor() {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  /** It still turns, but so late that a restart serves everybody better. */
  get stuck(): boolean {
    return this.#late >= STUCK_LOOKS;
  }

  #look(): void {
    this.#late = this.#delay.percentile(50) / NS_PER_MS > STUCK_MS ? this.#late + 1 : 0;
    this.#delay.reset();
  }
}
