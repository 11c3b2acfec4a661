import { randomUUID } from 'node:crypto';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { oneLine } from '../logging/describe.ts';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit, Logger } from '@nestjs/common';
import { TimelineService } from '../timeline/timeline.service.ts';
import { type ConsentingParticipant, ConsentService } from './consent.service.ts';
import { ConsentsRepository } from './consents.repository.ts';
import type { Erasure } from './decision.ts';
import { RetryLoop } from './keeping/retry-loop.ts';

const logger = new Logger('Consent');

/** A request is answered within this time, whether the erasure is done by then or not. */
const ANSWER_WITHIN_MS = 3_000;
const FLUSH_WITHIN_MS = 3_000;

export interface ErasureAnswer {
  erased: number;
  done: boolean;
}

interface Owed {
  readonly order: Erasure;
  /** From the order on nobody reads what it is about. */
  readonly unhide: () => void;
  running: Promise<number> | null;
}

/**
 * Deletes what was estimated about a participant. An order is journalled, hides the estimates at once, and is owed until the
 * database has deleted them, also over restarts.
 */
@Injectable()
export class ErasureService implements OnModuleInit, BeforeApplicationShutdown {
  /** `ordered`: what is drawn of it anywhere is to vanish. */
  readonly events = new SafeEmitter<{ ordered: [erasure: Erasure] }>();
  readonly #owed = new Map<string, Owed>();
  readonly #retries = new RetryLoop(() => this.#round());

  constructor(
    private readonly consent: ConsentService,
    private readonly timeline: TimelineService,
    private readonly repository: ConsentsRepository,
  ) {}

  onModuleInit(): void {
    for (const order of this.consent.takeOwedErasures()) this.#take(order);
    if (this.#owed.size > 0) this.#retries.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#retries.finish(FLUSH_WITHIN_MS);
  }

  /** `nowMs`: the call's clock; null once it is over. */
  async erase(
    { id: participantId, callId, role }: ConsentingParticipant,
    nowMs: number | null,
    source: Erasure['source'],
  ): Promise<ErasureAnswer> {
    const isAnalysed = this.consent.grantOf({ id: participantId, callId, role }, 'expression') !== null;
    const order: Erasure = { id: randomUUID(), callId, participantId, at: new Date(), uptoMs: isAnalysed ? nowMs : null, source };
    const owed = this.#take(order);
    this.events.safeEmit('ordered', order);
    const journalled = this.consent.journal.append({ kind: 'erasure', id: order.id, of: order });
    const erasing = this.#run(owed).catch(() => null);
    // An entry that is on its way when its order is done would be taken for owed after a restart.
    void Promise.all([journalled, erasing]).then(() => {
      if (!this.#owed.has(order.id)) return this.consent.journal.settle(order.id);
    });
    const erased = await Promise.race([erasing, after(ANSWER_WITHIN_MS)]);
    if (erased === null) this.#retries.wake();
    return { erased: erased ?? 0, done: erased !== null };
  }

  /** Every order, done or owed, oldest first. `samples`: how many it was; 0 while owed. */
  async ofParticipant({ id, callId }: ConsentingParticipant): Promise<{ at: Date; samples: number; done: boolean }[]> {
    const isOurs = ({ participantId }: { participantId: string }) => participantId === id;
    const done = (await this.repository.erasuresOf(callId)).filter(isOurs).map(({ at, samples }) => ({ at, samples, done: true }));
    const owed = [...this.#owed.values()]
      .map(({ order }) => order)
      .filter(isOurs)
      .map(({ at }) => ({ at, samples: 0, done: false }));
    return [...done, ...owed];
  }

  #take(order: Erasure): Owed {
    const owed = { order, unhide: this.timeline.hide(order.callId, order.participantId, order.uptoMs ?? Infinity), running: null };
    this.#owed.set(order.id, owed);
    return owed;
  }

  #run(owed: Owed): Promise<number> {
    owed.running ??= this.#erase(owed).finally(() => {
      owed.running = null;
    });
    return owed.running;
  }

  async #erase({ order, unhide }: Owed): Promise<number> {
    const { callId, participantId } = order;
    try {
      const samples = await this.timeline.erase(callId, participantId, order.uptoMs ?? Infinity, (count, transaction) =>
        this.repository.addErasure(order, count, transaction),
      );
      this.#owed.delete(order.id);
      unhide();
      await this.consent.journal.settle(order.id);
      return samples;
    } catch (error) {
      logger.error(`Estimates could not be deleted yet; they are hidden, and it is tried again. ${oneLine(error)}`);
      throw error;
    }
  }

  async #round(): Promise<boolean> {
    for (const owed of [...this.#owed.values()])
      if (
        !(await this.#run(owed).then(
          () => true,
          () => false,
        ))
      )
        return false;
    return this.#owed.size === 0;
  }
}

const after = (ms: number) => new Promise<null>((resolve) => void setTimeout(() => resolve(null), ms).unref());
