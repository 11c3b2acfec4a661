import { Logger } from '@nestjs/common';
import type { ConsentScope } from '#contracts/consent';
import { describe } from '../logging/describe.ts';
import type { Subject } from './decision.ts';

const logger = new Logger('Consent');

export interface IssuedGrant<S extends ConsentScope> {
  readonly grant: ConsentGrant<S>;
  /** Ends it before this returns, for all who hold it. */
  revoke(): void;
}

let make: <S extends ConsentScope>(subject: Subject, scope: S, number: number) => IssuedGrant<S>;

/**
 * Consent of one participant to one scope, in force until it is revoked. What taps, infers or keeps estimates asks for
 * this object, so it does not compile without the participant's consent. Only the consent room makes one.
 */
export class ConsentGrant<S extends ConsentScope = ConsentScope> {
  static {
    make = (subject, scope, number) => {
      const grant = new ConsentGrant(subject, scope, number);
      return { grant, revoke: () => grant.#revoke() };
    };
  }

  readonly callId: string;
  readonly participantId: string;
  readonly scope: S;
  /** The number of the decision that it rests on. */
  readonly number: number;
  #inForce = true;
  readonly #listeners = new Set<() => void>();

  private constructor({ callId, participantId }: Subject, scope: S, number: number) {
    this.callId = callId;
    this.participantId = participantId;
    this.scope = scope;
    this.number = number;
  }

  get inForce(): boolean {
    return this.#inForce;
  }

  /** Calls `stop` when it is revoked, before the withdrawal does anything else; at once if it is already. */
  onRevoked(stop: () => void): void {
    if (this.#inForce) this.#listeners.add(stop);
    else stop();
  }

  #revoke(): void {
    this.#inForce = false;
    for (const stop of this.#listeners) {
      try {
        stop();
      } catch (error) {
        // One that fails must not keep the others from stopping.
        logger.error(`Something did not stop at a withdrawal. ${describe(error)}`);
      }
    }
    this.#listeners.clear();
  }
}

/** For the consent room alone: a lint rule keeps every other import away. */
export function issueGrant<S extends ConsentScope>(subject: Subject, scope: S, number: number): IssuedGrant<S> {
  return make(subject, scope, number);
}
