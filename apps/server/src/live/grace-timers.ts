import { setTimeout as startTimer } from 'node:timers';
import { Injectable } from '@nestjs/common';
import type { Member } from '../calls/room.ts';

/** How long the transports of a participant who lost the connection are kept. */
const GRACE_MS = 20_000;

/** The time a participant has to come back after losing the connection, before their media is dropped. */
@Injectable()
export class GraceTimers {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Starts the participant's grace anew; `expire` runs once at its end. */
  start(member: Member, expire: () => void): void {
    this.end(member);
    this.#timers.set(
      member.row.id,
      startTimer(() => {
        this.#timers.delete(member.row.id);
        expire();
      }, GRACE_MS).unref(),
    );
  }

  end(member: Member): void {
    clearTimeout(this.#timers.get(member.row.id));
    this.#timers.delete(member.row.id);
  }
}
