import { type ConsentScope, type KnownDecision, knownDecision } from '#contracts/consent';

/**
 * The decision that this browser remembers of one participant on one scope: it is told to the server on every connection, so that a withdrawal
 * outlives the server's memory. Where the browser keeps nothing, it lasts as long as the page.
 */
export class ConsentMemory {
  readonly #key: string;
  #known: KnownDecision | null;

  constructor(callId: string, participantKey: string, scope: ConsentScope = 'expression') {
    const name = `attune-consent:${callId}:${participantKey.slice(0, 12)}`;
    this.#key = scope === 'expression' ? name : `${name}:${scope}`;
    this.#known = this.#read();
  }

  get known(): KnownDecision | null {
    return this.#known;
  }

  remember(known: KnownDecision): void {
    this.#known = known;
    try {
      localStorage.setItem(this.#key, JSON.stringify(known));
    } catch {
      // After a reload the question is asked again.
    }
  }

  #read(): KnownDecision | null {
    try {
      const parsed = knownDecision.safeParse(JSON.parse(localStorage.getItem(this.#key) ?? 'null'));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }
}
