import { setTimeout as startTimer } from 'node:timers';
import { Injectable } from '@nestjs/common';
import type { LiveParticipant } from '../calls/live-call.ts';

/** How long the transports of a participant who lost the connection are kept. */
const GRACE_MS = 20_000;

/** The time a participant has to come back after losing the connection, before their media is dropped. */
@Injectable()
export class GraceTimers {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Starts the participant's grace anew; `expire` runs once at its end. */
  start(participant: LiveParticipant, expire: () => void): void {
    this.end(participant);
    this.#timers.set(
      participant.row.id,
      startTimer(() => {
        this.#timers.delete(participant.row.id);
        expire();
      }, GRACE_MS).unref(),
    );
  }

  end(participant: LiveParticipant): void {
    clearTimeout(this.#timers.get(participant.row.id));
    this.#timers.delete(participant.row.id);
  }
}
