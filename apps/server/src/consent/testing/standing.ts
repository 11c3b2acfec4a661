import { type Ledger, StandingConsents } from '../standing-consents.ts';
import type { StandingConsent } from '../standing-consent.ts';

/** A draft's consent as the consent service gives it, for tests of what comes behind it, and the means to take it back. */
export async function standingConsent(callId = 'call'): Promise<{ consent: StandingConsent<'draft'>; withdraw: () => void }> {
  const subject = { callId, participantId: 'patient' };
  const ledger: Ledger = {
    decisionsOf: () =>
      Promise.resolve([
        {
          ...subject,
          scope: 'draft',
          number: 1,
          decision: 'granted',
          wording: null,
          language: null,
          hash: null,
          source: 'call',
          at: new Date(0),
        },
      ]),
  };
  const consents = new StandingConsents(ledger);
  const consent = await consents.of(callId, ['patient'], 'draft');
  if (consent === null) throw new Error('A granted consent is in force.');
  return {
    consent,
    withdraw: () => {
      consents.stop(subject, 'draft');
    },
  };
}
