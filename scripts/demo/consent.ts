import { consentWordings, type ConsentWording, type KnownDecision } from '#contracts/consent';
import { ask, type CallSocket } from './call-socket.ts';
import { getJson } from './invitation.ts';

/** The synthetic patient's consent: given once, remembered, and confirmed on every connection, as the web app does. */
export class Consent {
  readonly #link: URL;
  #known: KnownDecision | null = null;

  constructor(link: URL) {
    this.#link = link;
  }

  async announce(socket: CallSocket): Promise<void> {
    const confirmed = await ask(socket, 'confirmConsent', { known: this.#known });
    if (confirmed.inForce) return;
    const { version, language, hash } = await this.#wording();
    const { number, at } = await ask(socket, 'setConsent', { decision: 'granted', wording: version, language, hash });
    this.#known = { decision: 'granted', number, at };
  }

  async #wording(): Promise<ConsentWording> {
    const wordings = consentWordings.parse(await getJson(new URL('/api/consent/wordings?language=en', this.#link)));
    const asked = wordings.find(({ scope }) => scope === 'expression');
    if (asked === undefined) throw new Error('The server has no text for the question of consent.');
    return asked;
  }
}
