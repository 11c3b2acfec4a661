import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { oneLine } from '../logging/describe.ts';

/** A worker that hangs must not keep the others' figures. */
const READ_WITHIN_MS = 1_000;

export interface Reading<L extends string> {
  labels?: Partial<Record<L, string | number>>;
  value: number;
}

interface Described<L extends string> {
  /** As Prometheus names things: `attune_`, base units, `_total` where it only grows. */
  name: string;
  help: string;
  /** Names of labels, each with few values: never an id, a name or an address. */
  labels?: readonly L[];
}

/**
 * What this process tells Prometheus. Every part of the server registers its own figures here, in `onModuleInit` or a constructor; see README.md.
 */
@Injectable()
export class Metrics {
  readonly #logger = new Logger('Metrics');
  readonly #registry = new Registry();
  readonly #failing = new Set<string>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Something that is counted as it happens. */
  counter<L extends string = never>({ name, help, labels = [] }: Described<L>): Counter<L> {
    return new Counter({ name, help, labelNames: labels, registers: [this.#registry] });
  }

  /** Durations and sizes. `buckets`: upper bounds, in the unit of the name. */
  histogram<L extends string = never>({ name, help, labels = [], buckets }: Described<L> & { buckets: number[] }): Histogram<L> {
    return new Histogram({ name, help, labelNames: labels, buckets, registers: [this.#registry] });
  }

  /**
   * Something that is as it is: `read` is asked whenever Prometheus asks, and what it does not name any more is gone. Where it fails or takes
   * longer than a second the figure is missing, and the others are told.
   */
  gauge<L extends string = never>({ name, help, labels = [] }: Described<L>, read: () => Reading<L>[] | Promise<Reading<L>[]>): void {
    const fresh = () => this.#readings(name, read);
    new Gauge<L>({
      name,
      help,
      labelNames: labels,
      registers: [this.#registry],
      async collect() {
        const readings = await fresh();
        this.reset();
        // Without labels a gauge that was reset is 0, which is no figure.
        if (readings.length === 0) this.remove();
        for (const { labels: of, value } of readings) this.set((of ?? {}) as Record<L, string | number>, value);
      },
    });
  }

  /** A counter that is kept elsewhere. */
  total<L extends string = never>({ name, help, labels = [] }: Described<L>, read: () => Reading<L>[] | Promise<Reading<L>[]>): void {
    const fresh = () => this.#readings(name, read);
    new Counter<L>({
      name,
      help,
      labelNames: labels,
      registers: [this.#registry],
      async collect() {
        const readings = await fresh();
        this.reset();
        for (const { labels: of, value } of readings) this.inc((of ?? {}) as Record<L, string | number>, value);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  async #readings<L extends string>(name: string, read: () => Reading<L>[] | Promise<Reading<L>[]>): Promise<Reading<L>[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It took longer than ${READ_WITHIN_MS} ms.`)), READ_WITHIN_MS);
    });
    try {
      const readings = await Promise.race([read(), late]);
      this.#failing.delete(name);
      return readings;
    } catch (error) {
      if (!this.#failing.has(name)) this.#logger.warn(`The figure ${name} cannot be read. ${oneLine(error)}`);
      this.#failing.add(name);
      return [];
    } finally {
      clearTimeout(timer);
    }
  }
}
