import type { CallState } from '#contracts/call';
import type { JoinResponse } from '#contracts/rest';
import type { Events } from '#contracts/socket-events';
import { Camera } from './camera.ts';
import { ask, connect, type CallSocket } from './call-socket.ts';
import { Consent } from './consent.ts';
import { joinByLink } from './invitation.ts';
import { Microphone } from './microphone.ts';
import { Publication } from './publication.ts';
import { talk } from './talk.ts';

const NAME = 'Synthetic patient';

/** Joins a call like a patient would, consents, waits to be let in, then shows and says the story until the call ends. */
export class SyntheticPatient {
  readonly #socket: CallSocket;
  readonly #participantId: string;
  readonly #talking = new AbortController();
  readonly #microphone = new Microphone();
  readonly #consent: Consent;
  #camera: Camera | null = null;
  #welcome: Events['welcome'] | null = null;
  #publication: Promise<Publication> | null = null;
  #callZero = 0;

  private constructor(link: URL, joined: JoinResponse, over: (error: Error | null) => void) {
    this.#participantId = joined.participantId;
    this.#consent = new Consent(link);
    this.#socket = connect(link, joined);
    const failed = (error: unknown) => over(error instanceof Error ? error : new Error(String(error)));
    this.#socket.on('welcome', (welcome) => {
      this.#welcome = welcome;
      this.#announce().catch(failed);
    });
    this.#socket.on('callState', (call) => {
      this.#follow(call).catch(failed);
    });
    this.#socket.on('disconnect', (reason) => {
      this.#unpublish();
      if (reason === 'io server disconnect') over(null);
    });
    this.#socket.on('ended', () => over(null));
    this.#socket.on('denied', () => over(null));
    this.#socket.on('superseded', () => over(null));
    // A refused handshake is final; a server that is away for a moment is tried again by socket.io itself.
    this.#socket.on('connect_error', (error) => {
      if (!this.#socket.active) over(error);
    });
  }

  /** Resolves when the call is over for the patient. @throws JoinError if the link does not work; Error if the call refuses. */
  static async attend(link: URL): Promise<void> {
    const joined = await joinByLink(link, NAME);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const patient = new SyntheticPatient(link, joined, (error) => (error === null ? resolve() : reject(error)));
    try {
      await promise;
    } finally {
      patient.#close();
    }
  }

  async #announce(): Promise<void> {
    await this.#consent.announce(this.#socket);
    await ask(this.#socket, 'ready', {});
  }

  async #follow(call: CallState): Promise<void> {
    if (call.nowMs !== null) this.#callZero = performance.now() - call.nowMs;
    const self = call.participants.find(({ id }) => id === this.#participantId);
    if (self?.presence !== 'connected' || this.#welcome === null || this.#publication !== null) return;
    this.#publication = this.#publish(this.#welcome);
    await this.#publication.catch((error: unknown) => {
      this.#publication = null;
      // A connection lost meanwhile is made again, and everything is published anew.
      if (this.#socket.connected) throw error;
    });
  }

  async #publish(welcome: Events['welcome']): Promise<Publication> {
    if (this.#camera === null) {
      this.#camera = await Camera.open();
      const camera = this.#camera;
      talk({
        microphone: this.#microphone,
        storyMs: () => camera.storyMs,
        nowMs: () => Math.max(0, performance.now() - this.#callZero),
        caption: (segment) => {
          if (this.#socket.connected) ask(this.#socket, 'caption', segment).catch(() => undefined);
        },
        signal: this.#talking.signal,
      }).catch((error: unknown) => {
        if (!this.#talking.signal.aborted) console.error('The synthetic patient fell silent:', error);
      });
    }
    return Publication.open(this.#socket, welcome, this.#camera.track, this.#microphone.track);
  }

  #unpublish(): void {
    void this.#publication?.then(
      (publication) => publication.close(),
      () => undefined,
    );
    this.#publication = null;
  }

  #close(): void {
    this.#talking.abort();
    this.#unpublish();
    this.#socket.disconnect();
    this.#camera?.close();
    this.#microphone.close();
  }
}
