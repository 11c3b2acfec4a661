import { Injectable } from '@nestjs/common';

const CHECKED_WITHIN_MS = 2_000;

interface Check {
  works: () => boolean | Promise<boolean>;
  /** What other nodes have too, such as the database: without it no node is better off. */
  shared: boolean;
}

export interface Ready {
  ready: boolean;
  /** Every check by its name, and what it came to. */
  checks: Record<string, boolean>;
}

/**
 * Whether new work should be sent to this node. Every part of the server registers what it needs.
 *
 * A node that has calls stays ready while something shared is away: a running call needs neither the database nor Redis, and its people must
 * be able to come back to it.
 */
@Injectable()
export class Readiness {
  readonly #checks = new Map<string, Check>();
  #draining = false;
  #hasCalls: () => boolean = () => false;

  /** @param shared whether every other node would be without it as well */
  register(name: string, works: () => boolean | Promise<boolean>, { shared = false }: { shared?: boolean } = {}): void {
    if (this.#checks.has(name)) throw new Error(`There are two checks named ${name}.`);
    this.#checks.set(name, { works, shared });
  }

  /** Who knows whether calls are live on this node. */
  callsBy(hasCalls: () => boolean): void {
    this.#hasCalls = hasCalls;
  }

  /** Nothing new is to come here, until {@link resume}. */
  drain(): void {
    this.#draining = true;
  }

  resume(): void {
    this.#draining = false;
  }

  get draining(): boolean {
    return this.#draining;
  }

  async read(): Promise<Ready> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, { works, shared }]) => ({ name, shared, works: await inTime(works) })),
    );
    const missing = results.filter(({ works }) => !works);
    const canWork = missing.length === 0 || (this.#hasCalls() && missing.every(({ shared }) => shared));
    return {
      ready: canWork && !this.#draining,
      checks: { ...Object.fromEntries(results.map(({ name, works }) => [name, works])), accepting: !this.#draining },
    };
  }
}

async function inTime(works: Check['works']): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECKED_WITHIN_MS);
  });
  try {
    return await Promise.race([works(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
