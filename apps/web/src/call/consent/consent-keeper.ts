import { type ConsentAnswer, type ConsentScope, type ConsentWording, type KnownDecision } from '#contracts/consent';
import { type RequestOf, type ResponseOf } from '#contracts/socket-events';
import { Store } from '../../ui/store.ts';
import { type ConsentMemory } from './consent-memory.ts';

export interface ConsentKeeperState {
  /** A stop that the server has not acknowledged yet. */
  unsent: boolean;
  /** The server has a grant that this browser knows nothing of: the person is to be asked. */
  ask: boolean;
  /** The last decision that this browser remembers is a grant. */
  granted: boolean;
}

export interface ConsentKeeperParts {
  /** Default: `expression`. */
  scope?: ConsentScope;
  ask: <N extends 'setConsent' | 'confirmConsent'>(name: N, request: RequestOf<N>) => Promise<ResponseOf<N>>;
  memory: Pick<ConsentMemory, 'known' | 'remember'>;
  /** Darkens the person's own camera, or hushes their microphone, while a stop has reached nobody. */
  darken: (dark: boolean) => void;
}

/** Without an answer for so long, nobody can count on the server having stopped. */
const DARKEN_AFTER_MS = 700;
const RETRY_MS = 1_000;

/**
 * The client's side of consent to one scope. It remembers the last decision, confirms it on every connection, and holds on to a stop until the
 * server has acknowledged it.
 */
export class ConsentKeeper {
  readonly state = new Store<ConsentKeeperState>({ unsent: false, ask: false, granted: false });
  readonly #parts: ConsentKeeperParts;
  readonly #scope: ConsentScope;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ConsentKeeperParts) {
    this.#parts = parts;
    this.#scope = parts.scope ?? 'expression';
    this.state.set({ unsent: isUnsent(parts.memory.known), granted: parts.memory.known?.decision === 'granted' });
  }

  /** For every new connection. Tries until the server has answered or `isCurrent` says that the connection is gone. */
  async confirm(isCurrent: () => boolean): Promise<void> {
    const { known } = this.#parts.memory;
    try {
      const answer = await this.#parts.ask('confirmConsent', { scope: this.#scope, known });
      // A grant that this browser does not know is not made its own by hearing of it.
      if (answer.decision !== 'granted') this.#learn(answer);
      this.state.set({ ask: answer.decision === 'granted' && !answer.inForce });
    } catch (error) {
      if (!isCurrent()) return;
      console.warn('The decision could not be confirmed yet:', error);
      setTimeout(() => {
        if (isCurrent()) void this.confirm(isCurrent);
      }, RETRY_MS);
    }
  }

  /** Not while a stop waits for its acknowledgement. @throws {ApiError} if the server refuses or does not answer: then it is not decided */
  async answer(decision: 'granted' | 'refused', { version, language, hash }: ConsentWording): Promise<void> {
    const before = this.#parts.memory.known;
    const answer = await this.#parts.ask('setConsent', { scope: this.#scope, decision, wording: version, language, hash });
    // A stop that was pressed meanwhile is newer, whatever this answer says.
    if (this.#parts.memory.known === before) this.#learn(answer);
    this.state.set({ ask: false });
  }

  /** Remembers the stop before anything else. @throws {ApiError} if it could not be told now; it is then told on the next connection. */
  async stop(wording: ConsentWording | undefined): Promise<void> {
    this.#parts.memory.remember({ decision: 'withdrawn', number: null, at: new Date().toISOString() });
    this.state.set({ unsent: true, ask: false, granted: false });
    this.#timer ??= setTimeout(() => {
      this.#parts.darken(true);
    }, DARKEN_AFTER_MS);
    const named = wording === undefined ? {} : { wording: wording.version, language: wording.language, hash: wording.hash };
    this.#learn(await this.#parts.ask('setConsent', { scope: this.#scope, decision: 'withdrawn', ...named }));
  }

  #learn({ decision, number, at }: ConsentAnswer): void {
    if (decision === null) return;
    const { known } = this.#parts.memory;
    const isStop = decision !== 'granted';
    // Only the server's own word that it has stopped ends the waiting for it.
    if (isUnsent(known) && !isStop) return;
    if (known === null || known.number === null || number >= known.number) this.#parts.memory.remember({ decision, number, at });
    this.state.set({ granted: this.#parts.memory.known?.decision === 'granted' });
    if (!isStop) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#parts.darken(false);
    this.state.set({ unsent: false });
  }
}

const isUnsent = (known: KnownDecision | null) => known !== null && known.number === null;
