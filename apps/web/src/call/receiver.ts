import { type types } from 'mediasoup-client';
import { clientParameters } from '#contracts/client-rtp';
import { type CallState, type MediaSource } from '#contracts/call';
import { reconcile, type WantedProducer, wantedProducers } from './reconcile.ts';
import { ask, type CallSocket } from './signalling.ts';

const RETRY_MS = 2_000;

/** The tracks that one other participant sends. */
export type RemoteTracks = Partial<Record<MediaSource, MediaStreamTrack>>;

/** Receives what the others send, following the call's state: the one source of truth. */
export class Receiver {
  readonly #socket: CallSocket;
  readonly #transport: types.Transport;
  readonly #rtpCapabilities: types.RtpCapabilities;
  readonly #onChange: (tracks: Record<string, RemoteTracks>) => void;
  /** By producer; null while it is being set up. */
  readonly #consumers = new Map<string, { wanted: WantedProducer; consumer: types.Consumer | null }>();
  #latest: { call: CallState; selfId: string } | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(
    socket: CallSocket,
    transport: types.Transport,
    rtpCapabilities: types.RtpCapabilities,
    onChange: (tracks: Record<string, RemoteTracks>) => void,
  ) {
    this.#socket = socket;
    this.#transport = transport;
    this.#rtpCapabilities = rtpCapabilities;
    this.#onChange = onChange;
  }

  follow(call: CallState, selfId: string): void {
    if (this.#closed) return;
    this.#latest = { call, selfId };
    const { start, stop } = reconcile(wantedProducers(call, selfId), this.#consumers.keys());
    for (const producerId of stop) {
      this.#consumers.get(producerId)?.consumer?.close();
      this.#consumers.delete(producerId);
    }
    for (const wanted of start) void this.#consume(wanted);
    if (stop.length > 0) this.#tell();
  }

  /** The transport and with it the consumers are closed by their owner. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#consumers.clear();
    this.#onChange({});
  }

  async #consume(wanted: WantedProducer): Promise<void> {
    const entry: { wanted: WantedProducer; consumer: types.Consumer | null } = { wanted, consumer: null };
    this.#consumers.set(wanted.producerId, entry);
    try {
      const offer = await ask(this.#socket, 'consume', {
        transportId: this.#transport.id,
        producerId: wanted.producerId,
        rtpCapabilities: this.#rtpCapabilities,
      });
      // One participant's sound and picture share a stream id, so that the browser keeps lips and voice together.
      const consumer = await this.#transport.consume({
        ...offer,
        rtpParameters: clientParameters(offer.rtpParameters),
        streamId: `${wanted.participantId}-${wanted.source === 'screen' ? 'screen' : 'person'}`,
      });
      if (this.#closed || this.#consumers.get(wanted.producerId) !== entry) {
        consumer.close();
        return;
      }
      entry.consumer = consumer;
      this.#tell();
      await ask(this.#socket, 'resumeConsumer', { consumerId: consumer.id });
    } catch (error) {
      entry.consumer?.close();
      if (this.#closed || this.#consumers.get(wanted.producerId) !== entry) return;
      this.#consumers.delete(wanted.producerId);
      console.warn(`Could not receive a ${wanted.source}:`, error);
      this.#retryLater();
    }
  }

  /** Most often the producer was closed meanwhile, and the next state of the call tells. If not, it is worth another try. */
  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      // Without a socket there is nobody to ask; its return rebuilds all media.
      if (this.#latest !== null && this.#socket.connected) this.follow(this.#latest.call, this.#latest.selfId);
    }, RETRY_MS);
  }

  #tell(): void {
    const tracks: Record<string, RemoteTracks> = {};
    for (const { wanted, consumer } of this.#consumers.values()) {
      if (consumer !== null) (tracks[wanted.participantId] ??= {})[wanted.source] = consumer.track;
    }
    this.#onChange(tracks);
  }
}
