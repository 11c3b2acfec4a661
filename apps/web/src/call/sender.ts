import { type types } from 'mediasoup-client';
import { producerOptions } from './encodings.ts';
import { type LocalMedia, type LocalSource, type Slot } from '../devices/local-media.ts';
import { ask, type CallSocket } from './signalling.ts';

const SOURCES = ['microphone', 'camera', 'screen'] as const;

/** Sends what `LocalMedia` has: one producer a source, kept in step with its track and its switch. */
export class Sender {
  readonly #socket: CallSocket;
  readonly #transport: types.Transport;
  readonly #media: LocalMedia;
  readonly #producers = new Map<LocalSource, types.Producer>();
  /** What the server was last told of a producer. */
  readonly #told = new Map<types.Producer, { paused: boolean; byDevice: boolean }>();
  readonly #onBroken: () => void;
  readonly #unsubscribe: () => void;
  #running = false;
  #again = false;
  #closed = false;

  /** @param onBroken called once something could not be sent or changed: the transport is then in no known state, and a new one is due. */
  constructor(socket: CallSocket, transport: types.Transport, media: LocalMedia, onBroken: () => void) {
    this.#socket = socket;
    this.#transport = transport;
    this.#media = media;
    this.#onBroken = onBroken;
    this.#unsubscribe = media.state.subscribe(() => {
      this.#sync();
    });
    this.#sync();
  }

  /** The socket is back: says again what the server may not have heard. */
  resume(): void {
    this.#sync();
  }

  /** The transport and with it the producers are closed by their owner. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
  }

  /** Runs until nothing has changed meanwhile, one source after the other. */
  #sync(): void {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    void (async () => {
      while (this.#again && !this.#closed) {
        this.#again = false;
        for (const source of SOURCES) {
          if (this.#closed) break;
          await this.#syncSource(source, this.#media.state.get()[source]).catch((error: unknown) => {
            // Without a socket its return rebuilds all media; until then what flows may flow on.
            if (this.#closed || !this.#socket.connected) return;
            console.error(`Could not send the ${source}:`, error);
            this.close();
            this.#onBroken();
          });
        }
      }
      this.#running = false;
    })();
  }

  async #syncSource(source: LocalSource, slot: Slot): Promise<void> {
    const producer = this.#producers.get(source);
    const track = slot.wanted && slot.track?.readyState === 'live' ? slot.track : null;
    if (producer === undefined || producer.closed) {
      if (track !== null) await this.#adjust(await this.#produce(source, track), track, slot.muted);
    } else if (track === null && source === 'screen') {
      this.#producers.delete(source);
      producer.close();
      await ask(this.#socket, 'closeProducer', { producerId: producer.id });
    } else {
      await this.#adjust(producer, track, slot.wanted && slot.muted);
    }
  }

  async #produce(source: LocalSource, track: MediaStreamTrack): Promise<types.Producer> {
    const producer = await this.#transport.produce({ track, ...producerOptions(source) });
    this.#producers.set(source, producer);
    this.#told.set(producer, { paused: false, byDevice: false });
    return producer;
  }

  /** A track that the device has muted is paused like one that is turned off: black and silence are nothing to send, or to analyse. */
  async #adjust(producer: types.Producer, track: MediaStreamTrack | null, muted: boolean): Promise<void> {
    if (track !== null && track !== producer.track) await producer.replaceTrack({ track });
    const state = { paused: track === null || muted, byDevice: muted };
    const told = this.#told.get(producer);
    if (told?.paused === state.paused && told.byDevice === state.byDevice) return;
    if (state.paused) producer.pause();
    else producer.resume();
    await ask(this.#socket, 'pauseProducer', { producerId: producer.id, ...state });
    this.#told.set(producer, state);
  }
}
