import { z } from 'zod';
import type { Redis } from './redis.ts';
import { leaseKeys } from './lease-scripts.ts';
import { FORGET, PLACE, placementKeys, REPORT } from './placement-scripts.ts';

const REPORT_EVERY_MS = 500;
/** A server that has not reported for so long is not counted on: as long as a lease lasts, so that a call that has lost its server is not sent there again. */
const REPORT_TTL_MS = 2_500;
/** A call that was sent to a server counts as its load until it is held there, for at most this time. */
const PLACED_MS = 10_000;

const report = z.object({
  name: z.string(),
  url: z.url(),
  participants: z.number(),
  /** How much it can do, compared with others: its media workers. */
  capacity: z.number().positive(),
  maxParticipants: z.number().nullable(),
  draining: z.boolean(),
});
export type NodeReport = z.infer<typeof report>;

/** A server as the others know it. `id` is new at every start. */
export interface Peer extends NodeReport {
  id: string;
}

/** The servers that work together: what each reports about itself, and where a new call goes. */
export class Nodes {
  readonly #redis: Redis;
  readonly #self: string;
  readonly #report: () => NodeReport;
  readonly #reporting: NodeJS.Timeout;
  /** As last read: it still holds while Redis is away. */
  #peers = new Map<string, Peer>();

  constructor(redis: Redis, { self, report }: { self: string; report: () => NodeReport }) {
    this.#redis = redis;
    this.#self = self;
    this.#report = report;
    this.#reporting = setInterval(() => void this.tell().catch(() => undefined), REPORT_EVERY_MS).unref();
  }

  /** Reports this server, and reads what the others report. Throws while Redis cannot be reached. */
  async tell(): Promise<void> {
    const rows = (await this.#redis.eval(REPORT, {
      keys: placementKeys(),
      arguments: [this.#self, JSON.stringify(this.#report()), String(REPORT_TTL_MS)],
    })) as string[];
    this.#peers = new Map(
      rows.flatMap((row) => {
        const [id = '', text = ''] = splitOnce(row);
        const parsed = report.safeParse(parseJson(text));
        return parsed.success ? [[id, { id, ...parsed.data }]] : [];
      }),
    );
  }

  all(): Peer[] {
    return [...this.#peers.values()];
  }

  others(): Peer[] {
    return this.all().filter(({ id }) => id !== this.#self);
  }

  peer(id: string): Peer | undefined {
    return this.#peers.get(id);
  }

  /** Where a call that nobody has is to go: the least loaded server, the same one for everybody who asks within seconds. Null if all are full or drained. */
  async place(callId: string): Promise<string | null> {
    const placed = await this.#redis.eval(PLACE, { keys: placementKeys(callId), arguments: [callId, String(PLACED_MS)] });
    return placed === '' ? null : (placed as string);
  }

  /** Nobody listens any more where a server did: nothing more is sent to it until it reports again, and the call that it was asked about is free. */
  async gone(id: string, callId: string): Promise<void> {
    this.#peers.delete(id);
    await this.#redis.eval(FORGET, { keys: [placementKeys()[0]!, leaseKeys(callId)[0]!], arguments: [id] });
  }

  /** The call is held here and counted among what this server reports. */
  async arrived(callId: string): Promise<void> {
    await this.#redis.del(placementKeys(callId)[2]!);
  }

  async close(): Promise<void> {
    clearInterval(this.#reporting);
    await this.#redis.hDel(placementKeys()[0]!, this.#self).catch(() => undefined);
  }
}

function splitOnce(row: string): [string, string] {
  const at = row.indexOf(' ');
  return [row.slice(0, at), row.slice(at + 1)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
