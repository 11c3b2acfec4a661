import { Injectable } from '@nestjs/common';
import type { RequestName } from '#contracts/socket-events';
import { Limit, type LimitOptions } from '../http/limit.ts';
import { addressKey } from '../http/trusted-proxies.ts';
import type { SocketData } from './call-sockets.ts';

type Work = 'consent' | 'captions' | 'markers' | 'media' | 'presence';

/** What each request is counted as: one kind of work never uses up another's budget, least of all consent's. */
const WORK: Record<RequestName, Work> = {
  setConsent: 'consent', eraseSamples: 'consent',
  caption: 'captions',
  addMarker: 'markers',
  createTransport: 'media', connectTransport: 'media', restartIce: 'media', produce: 'media', pauseProducer: 'media', closeProducer: 'media', consume: 'media', resumeConsumer: 'media',
  ready: 'presence', admit: 'presence', deny: 'presence', remove: 'presence', sendBack: 'presence', leave: 'presence', endCall: 'presence',
};

/** Far above what a client needs, for one person in ten seconds. */
const PER_PERSON: Record<Work, LimitOptions> = {
  consent: { points: 300, seconds: 10 },
  captions: { points: 150, seconds: 10 },
  markers: { points: 50, seconds: 10 },
  media: { points: 400, seconds: 10 },
  presence: { points: 100, seconds: 10 },
};
/** So many people may share an address, or calls an account. */
const PEOPLE = 8;

/** How much each person, account and address may ask for. It is theirs, not the connection's: who comes back finds what is left. */
@Injectable()
export class RequestBudgets {
  readonly #person = limits(1);
  readonly #shared = limits(PEOPLE);

  /** Counts one. Returns how many milliseconds to wait if it is one too many, else 0. */
  async take(name: RequestName, { member, address }: Pick<SocketData, 'member' | 'address'>): Promise<number> {
    const work = WORK[name];
    const { id, accountId } = member.row;
    const waits = await Promise.all([
      this.#person[work].tryTake(id),
      accountId === null ? 0 : this.#shared[work].tryTake(`account ${accountId}`),
      // A withdrawal is never held up by what a neighbour does.
      work === 'consent' ? 0 : this.#shared[work].tryTake(`address ${addressKey(address)}`),
    ]);
    return Math.max(...waits);
  }
}

function limits(factor: number): Record<Work, Limit> {
  return Object.fromEntries(Object.entries(PER_PERSON).map(([work, { points, seconds }]) => [work, new Limit({ points: points * factor, seconds })])) as Record<Work, Limit>;
}
