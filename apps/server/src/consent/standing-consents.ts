import type { ConsentScope } from '#contracts/consent';
import type { Decision, Subject } from './decision.ts';
import { type IssuedStandingConsent, issueStanding, type StandingConsent } from './standing-consent.ts';

export interface Ledger {
  decisionsOf(callId: string): Promise<Decision[]>;
}

/** Which work rests on what the people of a call have agreed to. */
export class StandingConsents {
  readonly #ledger: Ledger;
  readonly #issued = new Map<IssuedStandingConsent<ConsentScope>, ReadonlySet<string>>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Null unless there is somebody to agree and the newest decision of each is a grant. */
  async of<S extends ConsentScope>(callId: string, participantIds: readonly string[], scope: S): Promise<StandingConsent<S> | null> {
    if (participantIds.length === 0) return null;
    const look = async () => {
      const newest = new Map<string, Decision>();
      for (const decision of await this.#ledger.decisionsOf(callId))
        if (decision.scope === scope && decision.number >= (newest.get(decision.participantId)?.number ?? 0))
          newest.set(decision.participantId, decision);
      return participantIds.every((id) => newest.get(id)?.decision === 'granted');
    };
    const issued = issueStanding(callId, scope, look, () => this.#issued.delete(issued));
    // Listed before the ledger is read: a withdrawal that comes meanwhile revokes it.
    this.#issued.set(issued, new Set(participantIds));
    try {
      if (await issued.consent.lookAgain()) return issued.consent;
    } catch (error) {
      issued.consent.end();
      throw error;
    }
    issued.consent.end();
    return null;
  }

  /** A participant has withdrawn or refused: what rests on it ends before this returns. */
  stop({ callId, participantId }: Subject, scope: ConsentScope): void {
    for (const [issued, people] of this.#issued)
      if (issued.consent.callId === callId && issued.consent.scope === scope && people.has(participantId)) issued.revoke();
  }
}
