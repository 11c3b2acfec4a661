import { ConsentLine } from '../../../apps/server/src/consent/consent-line.ts';
import type { ConsentGrant } from '../../../apps/server/src/consent/grant.ts';

/** A participant's consent as the consent service handles it, for tests of what comes behind it. */
export class TestConsent {
  readonly #line: ConsentLine;

  constructor(callId: string, participantId: string) {
    this.#line = new ConsentLine({ callId, participantId }, 'expression', null);
  }

  grant(): ConsentGrant<'expression'> {
    this.#line.stored(
      this.#line.arrive({ decision: 'granted', wording: null, language: null, hash: null, source: 'call', at: new Date() }),
    );
    if (this.#line.grant === null) throw new Error('A stored grant is in force.');
    return this.#line.grant as ConsentGrant<'expression'>;
  }

  withdraw(): void {
    this.#line.arrive({ decision: 'withdrawn', wording: null, language: null, hash: null, source: 'call', at: new Date() });
  }
}
