import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { type JobProgress, jobProgress } from '#contracts/recording';
import type { Redis } from '../../cluster/redis.ts';

/** A job that its server has not told of for so long is not at work any more. */
const TOLD_WITHIN_MS = 4_000;
const STOP_WITHIN_MS = 6_000;
const LOOK_EVERY_MS = 200;

const told = z.object({ server: z.string(), progress: jobProgress.nullable() });

const jobKey = (run: string) => `attune:job:${run}`;
const stopKey = (run: string) => `attune:job-stop:${run}`;

/** What all servers know of the jobs that are at work: how far each is, and which is to stop. While Redis is away nobody knows of another server's. */
export class JobBoard {
  readonly #redis: Redis;
  /** Who tells. */
  readonly #server: string;

  constructor(redis: Redis, server: string) {
    this.#redis = redis;
    this.#server = server;
  }

  /** To be told every second while the job is at work. Answers whether another server wants it to stop. */
  async tell(run: string, progress: JobProgress | null): Promise<boolean> {
    try {
      await this.#redis.set(jobKey(run), JSON.stringify({ server: this.#server, progress }), { PX: TOLD_WITHIN_MS });
      return (await this.#redis.get(stopKey(run))) === this.#server;
    } catch {
      return false;
    }
  }

  /** The job has let go of its files. */
  async ended(run: string): Promise<void> {
    await this.#redis.del([jobKey(run), stopKey(run)]).catch(() => undefined);
  }

  /** How far other servers are. */
  async progressOf(runs: string[]): Promise<Map<string, JobProgress>> {
    const found = new Map<string, JobProgress>();
    if (runs.length === 0) return found;
    const rows = await this.#redis.mGet(runs.map(jobKey)).catch(() => []);
    for (const [index, row] of rows.entries()) {
      const progress = read(row)?.progress;
      if (progress !== null && progress !== undefined) found.set(runs[index]!, progress);
    }
    return found;
  }

  /** Has another server that works on the job stop, and waits until it has let go of the files. */
  async stop(run: string): Promise<void> {
    const until = performance.now() + STOP_WITHIN_MS;
    for (
      let job = await this.#of(run);
      job !== null && job.server !== this.#server && performance.now() < until;
      job = await this.#of(run)
    ) {
      await this.#redis.set(stopKey(run), job.server, { PX: STOP_WITHIN_MS }).catch(() => undefined);
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  async #of(run: string): Promise<z.infer<typeof told> | null> {
    return read(await this.#redis.get(jobKey(run)).catch(() => null));
  }
}

function read(row: string | null): z.infer<typeof told> | null {
  if (row === null) return null;
  const parsed = told.safeParse(JSON.parse(row));
  return parsed.success ? parsed.data : null;
}
