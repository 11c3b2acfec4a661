import { Logger } from '@nestjs/common';
import { describe } from '../logging/describe.ts';
import type { OwedSamples } from './owed-samples.ts';
import type { TimelineRepository } from './timeline.repository.ts';

/** A live call leaves thousands of short rows, which take long to read. Once it is over they become few, each call's once. */
export class RowJoining {
  readonly #logger = new Logger('Timeline');
  readonly #calls = new Map<string, Promise<void>>();
  readonly #repository: TimelineRepository;
  readonly #samples: OwedSamples;
  readonly #isBeingErased: (callId: string) => boolean;

  /** @param isBeingErased whether something of a call is ordered to be erased up to a time, which is found by when its rows begin */
  constructor(repository: TimelineRepository, samples: OwedSamples, isBeingErased: (callId: string) => boolean) {
    this.#repository = repository;
    this.#samples = samples;
    this.#isBeingErased = isBeingErased;
  }

  /** Never throws: what fails is tried again when it is read. */
  join(callId: string): Promise<void> {
    const joining = this.#join(callId).catch((error: unknown) => {
      this.#calls.delete(callId);
      this.#logger.warn(`A call's samples could not be joined; that is tried when they are read. ${describe(error)}`);
    });
    this.#calls.set(callId, joining);
    return joining;
  }

  /** Resolves once the call's rows are joined. */
  async joined(callId: string): Promise<void> {
    await (this.#calls.get(callId) ?? this.join(callId));
  }

  /** The call goes on, or has been erased. */
  forget(callId: string): void {
    this.#calls.delete(callId);
  }

  async #join(callId: string): Promise<void> {
    // The next reader tries again.
    if (!(await this.#samples.settled(callId))) return void this.#calls.delete(callId);
    while (!this.#isBeingErased(callId) && (await this.#repository.joinRows(callId)));
  }
}
