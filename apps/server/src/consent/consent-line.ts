import type { ConsentScope, KnownDecision } from '#contracts/consent';
import type { Decision, DecisionContent, Subject } from './decision.ts';
import { type ConsentGrant, issueGrant, type IssuedGrant } from './grant.ts';

/** What a client's memory of its decision means beside the server's. */
export type Confirmation = 'agrees' | 'ask' | 'record-stop';

/**
 * The decisions of one participant on one scope, in the order in which they arrived. Does nothing but decide what is in
 * force: all of it happens before the call returns, so that no wait can come between a withdrawal and its effect.
 *
 * In force is: the newest decision is a grant, a grant has been stored since the last stop, and the participant's client is here
 * and has confirmed it.
 */
export class ConsentLine {
  readonly #subject: Subject;
  readonly #scope: ConsentScope;
  /** The newest that has arrived, whether it counts yet or not. */
  #arrived: Decision | null;
  /** The newest that counts: a stop from its arrival on, a grant once it is stored. */
  #counts: Decision | null;
  #confirmed = false;
  /** Which connection of the client it is, and on which one the newest decision arrived. */
  #connection = 0;
  #arrivedOn = 0;
  #issued: IssuedGrant<ConsentScope> | null = null;

  /** `newest`: the newest known from storage and journal. It is in force only after {@link confirm}. */
  constructor(subject: Subject, scope: ConsentScope, newest: Decision | null) {
    this.#subject = { callId: subject.callId, participantId: subject.participantId };
    this.#scope = scope;
    this.#arrived = newest;
    this.#counts = newest;
  }

  get scope(): ConsentScope {
    return this.#scope;
  }

  get participantId(): string {
    return this.#subject.participantId;
  }

  /** The newest decision that counts, confirmed or not. */
  get newest(): Decision | null {
    return this.#counts;
  }

  get grant(): ConsentGrant | null {
    return this.#issued?.grant ?? null;
  }

  /** A grant is stored, but the client has not said yet that it knows it. */
  get awaitsConfirmation(): boolean {
    return this.#counts?.decision === 'granted' && this.#arrived?.decision === 'granted' && !this.#confirmed;
  }

  /** Whether it says what the newest decision said already, and that was no grant. */
  repeats({ decision }: DecisionContent): boolean {
    return decision !== 'granted' && this.#arrived?.decision === decision;
  }

  /** Gives a decision the next number. Anything but a grant takes effect before this returns. */
  arrive(content: DecisionContent): Decision {
    const arrived: Decision = { ...this.#subject, scope: this.#scope, number: (this.#arrived?.number ?? 0) + 1, ...content };
    this.#arrived = arrived;
    this.#arrivedOn = arrived.source === 'receipt' ? NaN : this.#connection;
    if (arrived.decision !== 'granted') this.#counts = arrived;
    this.#settle();
    return arrived;
  }

  /**
   * Another server has stored a stop. Where it is newer than what has arrived here it holds before this returns. Of two decisions with one
   * number, made on two servers at the same time, the stop wins. False where it changes nothing.
   */
  heard(stop: Decision): boolean {
    const arrived = this.#arrived;
    const isNew = arrived === null || stop.number > arrived.number || (stop.number === arrived.number && arrived.decision === 'granted');
    if (!isNew) return false;
    this.#arrived = this.#counts = stop;
    this.#settle();
    return true;
  }

  /** A grant has been written. It counts only if nothing newer has arrived meanwhile. */
  stored(decision: Decision): void {
    if (this.#arrived?.number !== decision.number) return;
    this.#counts = decision;
    // A participant who has just decided need not confirm it, unless their connection was lost meanwhile.
    if (this.#arrivedOn === this.#connection) this.#confirmed = true;
    this.#settle();
  }

  /** What to do about what the client remembers. `agrees` has taken effect when this returns. */
  confirm(known: KnownDecision | null): Confirmation {
    const arrived = this.#arrived;
    if (known !== null && known.decision !== 'granted') {
      // The client knows of a stop: one that never came here, or that was lost with the server's memory.
      const lost = arrived?.decision === 'granted' && (known.number === null || known.number >= arrived.number);
      if (lost || (arrived === null && known.decision === 'withdrawn')) return 'record-stop';
    }
    const same = arrived !== null && arrived === this.#counts && known?.number === arrived.number && known.decision === arrived.decision;
    // A stop needs no confirmation: it holds in any case.
    this.#confirmed = same || arrived?.decision !== 'granted';
    this.#settle();
    return this.#confirmed ? 'agrees' : 'ask';
  }

  /** The client is gone and could not stop anything: nothing is in force until it is back and confirms. */
  disconnect(): void {
    this.#connection++;
    this.#confirmed = false;
    this.#settle();
  }

  #settle(): void {
    const wanted = this.#counts?.decision === 'granted' && this.#arrived?.decision === 'granted' && this.#confirmed;
    if (wanted && this.#issued === null) {
      this.#issued = issueGrant(this.#subject, this.#scope, this.#counts?.number ?? 0);
    } else if (!wanted && this.#issued !== null) {
      const issued = this.#issued;
      this.#issued = null;
      issued.revoke();
    }
  }
}
