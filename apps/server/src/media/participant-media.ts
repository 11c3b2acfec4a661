import type { types as mediasoup } from 'mediasoup';
import type { MediaSource, ProducerInfo } from '#contracts/call';
import { MediaError, refusing } from './errors.ts';

export type Direction = 'send' | 'receive';

export interface ProduceRequest {
  transportId: string;
  kind: mediasoup.MediaKind;
  source: MediaSource;
  rtpParameters: mediasoup.RtpParameters;
}

const KIND_OF: Record<MediaSource, mediasoup.MediaKind> = { camera: 'video', microphone: 'audio', screen: 'video' };

/** The transports, producers and consumers of one participant. Ids of anybody else's are unknown here. */
export class ParticipantMedia {
  readonly #transports = new Map<Direction, mediasoup.Transport>();
  readonly #producers = new Map<MediaSource, mediasoup.Producer>();
  /** By producer id: consuming the same producer again replaces the consumer. */
  readonly #consumers = new Map<string, mediasoup.Consumer>();
  /** Ids of producers that the participant's device has paused. */
  readonly #byDevice = new Set<string>();
  readonly #changed: () => void;

  /** `changed` is told whenever a producer comes, goes, pauses or resumes. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  attach(direction: Direction, transport: mediasoup.Transport): void {
    this.#transports.get(direction)?.close();
    this.#transports.set(direction, transport);
  }

  get transportIds(): string[] {
    return [...this.#transports.values()].filter(({ closed }) => !closed).map(({ id }) => id);
  }

  /** Throws MediaError `transport-unknown`. */
  transport(id: string): mediasoup.WebRtcTransport {
    const transport = [...this.#transports.values()].find((candidate) => candidate.id === id);
    if (transport?.type !== 'webrtc') throw new MediaError('transport-unknown', 'This connection is gone. Join the call again.');
    return transport as mediasoup.WebRtcTransport;
  }

  async produce({ transportId, kind, source, rtpParameters }: ProduceRequest): Promise<mediasoup.Producer> {
    const transport = this.#transports.get('send');
    if (transport?.id !== transportId) throw this.#notThisWay(transportId, 'A track can only be sent over the sending connection.');
    if (kind !== KIND_OF[source]) throw new MediaError('wrong-source', `The source "${source}" carries ${KIND_OF[source]}, not ${kind}.`);
    const producer = await refusing(transport.produce({ kind, rtpParameters, appData: { source } }));
    const previous = this.#producers.get(source);
    this.#producers.set(source, producer);
    producer.observer.once('close', () => {
      if (this.#producers.get(source) === producer) this.#producers.delete(source);
      this.#byDevice.delete(producer.id);
      this.#changed();
    });
    producer.observer.on('pause', this.#changed);
    producer.observer.on('resume', this.#changed);
    previous?.close();
    this.#changed();
    return producer;
  }

  /** Throws MediaError `producer-unknown`. */
  producer(id: string): mediasoup.Producer {
    const producer = [...this.#producers.values()].find((candidate) => candidate.id === id);
    if (producer === undefined) throw new MediaError('producer-unknown', 'This track is not one that you send. It may have ended.');
    return producer;
  }

  /** @param byDevice whether the device has paused it, not the person. Throws MediaError `producer-unknown`. */
  async pause(id: string, paused: boolean, byDevice = false): Promise<void> {
    const producer = this.producer(id);
    const known = this.#byDevice.has(id);
    if (paused && byDevice) this.#byDevice.add(id);
    else this.#byDevice.delete(id);
    // Only a change of who paused it: mediasoup has nothing to tell.
    if (paused && producer.paused && known !== byDevice) this.#changed();
    await refusing(paused ? producer.pause() : producer.resume());
  }

  async consume(transportId: string, producerId: string, rtpCapabilities: mediasoup.RtpCapabilities): Promise<mediasoup.Consumer> {
    const transport = this.#transports.get('receive');
    if (transport?.id !== transportId) throw this.#notThisWay(transportId, 'A track can only be received over the receiving connection.');
    const consumer = await refusing(transport.consume({ producerId, rtpCapabilities, paused: true }));
    this.#consumers.get(producerId)?.close();
    this.#consumers.set(producerId, consumer);
    consumer.observer.once('close', () => {
      if (this.#consumers.get(producerId) === consumer) this.#consumers.delete(producerId);
    });
    return consumer;
  }

  /** Throws MediaError `consumer-unknown`. */
  consumer(id: string): mediasoup.Consumer {
    const consumer = [...this.#consumers.values()].find((candidate) => candidate.id === id);
    if (consumer === undefined) throw new MediaError('consumer-unknown', 'This track is not one that you receive. It may have ended.');
    return consumer;
  }

  producerOf(source: MediaSource): mediasoup.Producer | undefined {
    return this.#producers.get(source);
  }

  /** Everything that flows to and from this participant now. */
  get flows(): { direction: 'in' | 'out'; track: mediasoup.Producer | mediasoup.Consumer }[] {
    return [
      ...[...this.#producers.values()].map((track) => ({ direction: 'in' as const, track })),
      ...[...this.#consumers.values()].map((track) => ({ direction: 'out' as const, track })),
    ].filter(({ track }) => !track.closed && !track.paused);
  }

  get producers(): ProducerInfo[] {
    return [...this.#producers].map(([source, { id, kind, paused }]) => ({
      id,
      source,
      kind,
      paused,
      ...(this.#byDevice.has(id) && { byDevice: true }),
    }));
  }

  /** 0-10, the worst of the tracks being sent, each by its best simulcast layer; null while nothing is sent. */
  get score(): number | null {
    const scores = [...this.#producers.values()]
      .filter((producer) => !producer.paused && producer.score.length > 0)
      .map((producer) => Math.max(...producer.score.map(({ score }) => score)));
    return scores.length === 0 ? null : Math.min(...scores);
  }

  close(): void {
    for (const transport of this.#transports.values()) transport.close();
    this.#transports.clear();
  }

  #notThisWay(transportId: string, message: string): MediaError {
    const known = [...this.#transports.values()].some(({ id }) => id === transportId);
    return known
      ? new MediaError('wrong-direction', message)
      : new MediaError('transport-unknown', 'This connection is gone. Join the call again.');
  }
}
