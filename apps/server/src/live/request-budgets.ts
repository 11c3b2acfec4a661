import { Injectable } from '@nestjs/common';
import type { RequestName } from '#contracts/socket-events';
import { Limit, type LimitOptions } from '../http/limit.ts';
import { addressKey } from '../http/trusted-proxies.ts';
import type { SocketData } from './call-sockets.ts';

type Work = 'captions' | 'markers' | 'media' | 'presence';

const CONSENT = ['setConsent', 'confirmConsent', 'eraseSamples', 'eraseWords'] as const satisfies RequestName[];
type ConsentRequest = (typeof CONSENT)[number];
export const isOfConsent = (name: RequestName): name is ConsentRequest => (CONSENT as readonly string[]).includes(name);

/** What each request is counted as: one kind of work never uses up another's budget, least of all consent's. */
const WORK: Record<Exclude<RequestName, ConsentRequest>, Work> = {
  caption: 'captions',
  addMarker: 'markers',
  createTransport: 'media',
  connectTransport: 'media',
  restartIce: 'media',
  produce: 'media',
  pauseProducer: 'media',
  closeProducer: 'media',
  consume: 'media',
  resumeConsumer: 'media',
  ready: 'presence',
  admit: 'presence',
  deny: 'presence',
  remove: 'presence',
  sendBack: 'presence',
  leave: 'presence',
  endCall: 'presence',
};

/** Far above what a client needs, for one person in ten seconds. */
const PER_PERSON: Record<Work, LimitOptions> = {
  captions: { points: 150, seconds: 10 },
  markers: { points: 50, seconds: 10 },
  media: { points: 400, seconds: 10 },
  presence: { points: 100, seconds: 10 },
};
const DECISIONS = { points: 300, seconds: 10 };
/** So many people may share an address, or calls an account. */
const PEOPLE = 8;

/** How much each person, account and address may ask for. It is theirs, not the connection's: who comes back finds what is left. */
@Injectable()
export class RequestBudgets {
  readonly #person = limits(1);
  readonly #shared = limits(PEOPLE);
  readonly #decisions = new Map<string, { count: number; endsMs: number }>();

  /**
   * Counts a request about consent without waiting, since decisions are numbered in the order in which they arrive, and by person only: nobody is
   * held up by what a neighbour does. False if it is one too many.
   */
  takeDecision({ participant }: Pick<SocketData, 'participant'>): boolean {
    const now = performance.now();
    const { id } = participant.row;
    const current = this.#decisions.get(id);
    if (current !== undefined && now < current.endsMs) return ++current.count <= DECISIONS.points;
    for (const [key, { endsMs }] of this.#decisions) if (now >= endsMs) this.#decisions.delete(key);
    this.#decisions.set(id, { count: 1, endsMs: now + DECISIONS.seconds * 1_000 });
    return true;
  }

  /** Counts one. Returns how many milliseconds to wait if it is one too many, else 0. */
  async take(
    name: Exclude<RequestName, ConsentRequest>,
    { participant, address }: Pick<SocketData, 'participant' | 'address'>,
  ): Promise<number> {
    const work = WORK[name];
    const { id, accountId } = participant.row;
    const waits = await Promise.all([
      this.#person[work].tryTake(id),
      accountId === null ? 0 : this.#shared[work].tryTake(`account ${accountId}`),
      this.#shared[work].tryTake(`address ${addressKey(address)}`),
    ]);
    return Math.max(...waits);
  }
}

function limits(factor: number): Record<Work, Limit> {
  return Object.fromEntries(
    Object.entries(PER_PERSON).map(([work, { points, seconds }]) => [work, Limit.inMemory({ points: points * factor, seconds })]),
  ) as Record<Work, Limit>;
}
