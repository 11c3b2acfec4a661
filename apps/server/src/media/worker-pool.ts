import * as mediasoup from 'mediasoup';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MediaError } from './errors.ts';
import { hostAddresses, isIpv4, listenInfos } from './listen.ts';
import type { MediaSettings } from '../config/media-settings.ts';
import { withChildEnvironment } from '../processes/child-environment.ts';
import { ConfigError } from '../config/config-error.ts';
import { describe } from '../logging/describe.ts';

const logger = new Logger('Media');

const RESTART_DELAYS_MS = [0, 200, 1_000, 3_000];

/** A running mediasoup worker and the WebRTC server that owns its port. */
export interface MediaWorker {
  worker: mediasoup.types.Worker;
  server: mediasoup.types.WebRtcServer;
  /** Routers placed here so far; the least loaded worker gets the next call. */
  calls: number;
}

export interface WorkerUsage {
  index: number;
  cpuSeconds: number;
  /** At most, since it started. */
  residentBytes: number;
  calls: number;
}

/** One worker a core, each on a port of its own, replaced when it dies. */
export class WorkerPool {
  readonly #settings: MediaSettings;
  readonly #workers: (MediaWorker | null)[];
  #closed = false;
  #deaths = 0;

  constructor(settings: MediaSettings) {
    this.#settings = settings;
    this.#workers = Array.from({ length: settings.workers }, () => null);
  }

  /** Throws ConfigError, which says what to do when the binary is missing or a port is taken. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#workers.map((_, index) => this.#create(index)));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    for (const entry of this.#workers) entry?.worker.close();
  }

  get count(): number {
    return this.#workers.filter((entry) => entry !== null).length;
  }

  get deaths(): number {
    return this.#deaths;
  }

  async usage(): Promise<WorkerUsage[]> {
    const read = this.#workers.map(async (entry, index) => {
      if (entry === null) return [];
      const { ru_utime, ru_stime, ru_maxrss } = await entry.worker.getResourceUsage();
      // Milliseconds and kilobytes.
      return [{ index, cpuSeconds: (ru_utime + ru_stime) / 1_000, residentBytes: ru_maxrss * 1_024, calls: entry.calls }];
    });
    return (await Promise.allSettled(read)).flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  }

  get pids(): number[] {
    return this.#workers.flatMap((entry) => (entry === null ? [] : [entry.worker.pid]));
  }

  /** Throws MediaError `media-unavailable` while every worker is being restarted. */
  leastLoaded(): MediaWorker {
    const [first, ...others] = this.#workers.filter((entry) => entry !== null);
    if (first === undefined) throw new MediaError('media-unavailable', 'The media server is restarting. Try again in a few seconds.');
    return others.reduce((best, entry) => (entry.calls < best.calls ? entry : best), first);
  }

  async #create(index: number): Promise<void> {
    const { basePort } = this.#settings;
    const port = basePort === 0 ? 0 : basePort + index;
    const worker = await createWorker().catch((error: unknown) => {
      throw new ConfigError(
        `The mediasoup worker did not start (${String(error)}). Run "npm start" once to build or fetch it, or set MEDIASOUP_WORKER_BIN.`,
      );
    });
    try {
      // An IPv6 address may be listed before it can be used; IPv4 alone serves better than not to start.
      const server = await worker
        .createWebRtcServer({ listenInfos: listenInfos(this.#settings, port) })
        .catch(() => worker.createWebRtcServer({ listenInfos: listenInfos(this.#settings, port, hostAddresses().filter(isIpv4)) }));
      const entry: MediaWorker = { worker, server, calls: 0 };
      worker.on('died', () => void this.#replace(index));
      this.#workers[index] = entry;
    } catch (error) {
      worker.close();
      throw new ConfigError(
        `Media port ${port} (UDP and TCP) cannot be used: ${String(error)}. Stop what uses it or set ATTUNE_MEDIA_PORT.`,
        { cause: error },
      );
    }
    if (this.#closed) worker.close();
  }

  async #replace(index: number): Promise<void> {
    this.#workers[index] = null;
    this.#deaths++;
    for (let attempt = 0; !this.#closed; attempt++) {
      await sleep(RESTART_DELAYS_MS[Math.min(attempt, RESTART_DELAYS_MS.length - 1)]);
      if (this.#closed) return;
      try {
        await this.#create(index);
        logger.warn(`Media worker ${index} died and was replaced.`);
        return;
      } catch (error) {
        logger.error(`Media worker ${index} could not be replaced yet. ${describe(error)}`);
      }
    }
  }
}

/** mediasoup starts the worker before it returns, with the whole environment, and has no option for another. */
const createWorker = () => withChildEnvironment(() => mediasoup.createWorker({ logLevel: 'warn' }));
