import type { ConsentScope } from '#contracts/consent';

export interface IssuedStandingConsent<S extends ConsentScope> {
  readonly consent: StandingConsent<S>;
  /** Ends it before this returns, for all who hold it. */
  revoke(): void;
}

let make: <S extends ConsentScope>(callId: string, scope: S, look: () => Promise<boolean>, forget: () => void) => IssuedStandingConsent<S>;

/**
 * What everybody in a call but its clinicians has agreed to, after the call: nobody is there any more to confirm it, so the ledger's newest decisions
 * count. What works on the call's content asks for this object, so it does not compile without that consent. Only the consent room makes one.
 */
export class StandingConsent<S extends ConsentScope = ConsentScope> {
  static {
    make = (callId, scope, look, forget) => {
      const consent = new StandingConsent(callId, scope, look, forget);
      return { consent, revoke: () => consent.#stop.abort() };
    };
  }

  readonly callId: string;
  readonly scope: S;
  readonly #look: () => Promise<boolean>;
  readonly #forget: () => void;
  readonly #stop = new AbortController();

  private constructor(callId: string, scope: S, look: () => Promise<boolean>, forget: () => void) {
    this.callId = callId;
    this.scope = scope;
    this.#look = look;
    this.#forget = forget;
  }

  /** Aborts when one of them takes it back on this server, before the withdrawal does anything else. */
  get revoked(): AbortSignal {
    return this.#stop.signal;
  }

  get inForce(): boolean {
    return !this.#stop.signal.aborted;
  }

  /** Reads the ledger again: it may have been taken back on another server. Throws if that cannot be read. */
  async lookAgain(): Promise<boolean> {
    if (this.inForce && !(await this.#look())) this.#stop.abort();
    return this.inForce;
  }

  /** To be called by the one who asked for it, when the work is over. */
  end(): void {
    this.#stop.abort();
    this.#forget();
  }
}

/** For the consent room alone: a lint rule keeps every other import away. */
export function issueStanding<S extends ConsentScope>(
  callId: string,
  scope: S,
  look: () => Promise<boolean>,
  forget: () => void,
): IssuedStandingConsent<S> {
  return make(callId, scope, look, forget);
}
