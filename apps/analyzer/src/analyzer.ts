import type { types } from 'mediasoup-client';
import { InferenceEngine } from '#inference/engine';
import { CallPeer, createDevice } from './call-peer.ts';
import { RtcFrameTap } from './frame-tap.ts';
import { LayerChooser, layerCounts } from './layers.ts';
import type { ServerLink, ServerMessage } from './link.ts';
import { ParticipantLoop } from './participant-loop.ts';
import { Sampler } from './sampler.ts';

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const STATS_INTERVAL_MS = 2_000;

/** A tap from the moment it is asked for; the rest of it comes as it is made. */
interface Tap {
  callId: string;
  paused: boolean;
  closed: boolean;
  consumer?: types.Consumer;
  loop?: ParticipantLoop;
}

/** Does what the server asks: joins calls, opens and closes taps, and sends what inference says about them. */
export class Analyzer {
  readonly #link: ServerLink;
  readonly #settings: Message<'start'>['settings'];
  readonly #device: ReturnType<typeof createDevice>;
  readonly #engine: Promise<InferenceEngine>;
  readonly #peers = new Map<string, Promise<CallPeer>>();
  readonly #taps = new Map<string, Tap>();

  constructor(link: ServerLink, { settings, routerRtpCapabilities }: Message<'start'>) {
    this.#link = link;
    this.#settings = settings;
    this.#device = createDevice(routerRtpCapabilities);
    this.#engine = InferenceEngine.start(settings);
    setInterval(() => this.#sendStats(), STATS_INTERVAL_MS).unref();
  }

  /** Tells the server when device and model are loaded. Throws CascadeError or ModelError where they cannot be. */
  async ready(): Promise<void> {
    const [device, { classes, device: computes, model }] = await Promise.all([this.#device, this.#engine]);
    this.#link.send({ type: 'ready', rtpCapabilities: device.recvRtpCapabilities, classes: [...classes], device: computes, model });
  }

  handle(message: Exclude<ServerMessage, { type: 'start' }>): void {
    switch (message.type) {
      case 'openCall':
        this.#peers.set(message.callId, this.#join(message));
        return;
      case 'transportConnected':
        this.#peers.get(message.callId)?.then((peer) => peer.connected(message.nowMs), () => undefined);
        return;
      case 'openTap':
        this.#openTap(message).catch((error: unknown) => {
          if (this.#taps.get(message.tapId)?.closed === false) console.error('A tap could not be opened:', error);
          this.#closeTap(message.tapId);
        });
        return;
      case 'closeTap':
        return this.#closeTap(message.tapId);
      case 'pauseTap':
        return this.#pauseTap(message);
      case 'closeCall':
        return this.#closeCall(message.callId);
      case 'ping':
        return this.#link.send({ type: 'pong', n: message.n });
    }
  }

  async #join({ callId, transport, nowMs }: Message<'openCall'>): Promise<CallPeer> {
    const receivedAt = performance.now();
    const device = await this.#device;
    const waited = performance.now() - receivedAt;
    return new CallPeer(device, transport, nowMs + waited, (dtlsParameters) => {
      this.#link.send({ type: 'connectTransport', callId, dtlsParameters: dtlsParameters });
    });
  }

  async #openTap(message: Message<'openTap'>): Promise<void> {
    const { callId, participantId, tapId } = message;
    const tap: Tap = { callId, paused: false, closed: false };
    this.#taps.set(tapId, tap);
    const peer = await this.#peers.get(callId);
    if (peer === undefined || tap.closed) return;
    // Connecting and loading the model take about as long, so they go side by side.
    const [consumer, engine] = await Promise.all([peer.receive(message), this.#engine]);
    if (tap.closed) return consumer.close();
    tap.consumer = consumer;
    const { samplesPerSecond, everyNth } = this.#settings;
    tap.loop = new ParticipantLoop({
      tap: new RtcFrameTap(consumer.track),
      sampler: new Sampler({ samplesPerSecond, everyNth }),
      layers: new LayerChooser(layerCounts(consumer.rtpParameters.encodings?.[0]?.scalabilityMode), samplesPerSecond),
      pipeline: engine.openPipeline(tapId),
      nowMs: () => peer.nowMs(),
      onSample: (sample) => this.#link.send({ type: 'samples', callId, participantId, tapId, samples: [sample] }),
      onLayers: (layers) => this.#link.send({ type: 'preferLayers', tapId, ...layers }),
    });
    if (tap.paused) tap.loop.pause(true);
    this.#link.send({ type: 'tapReady', tapId });
  }

  #pauseTap({ tapId, paused }: Message<'pauseTap'>): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    tap.paused = paused;
    tap.loop?.pause(paused);
  }

  #closeTap(tapId: string): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    this.#taps.delete(tapId);
    tap.closed = true;
    tap.loop?.close();
    tap.consumer?.close();
  }

  #closeCall(callId: string): void {
    for (const [tapId, tap] of [...this.#taps]) if (tap.callId === callId) this.#closeTap(tapId);
    this.#peers.get(callId)?.then((peer) => peer.close(), () => undefined);
    this.#peers.delete(callId);
  }

  #sendStats(): void {
    const taps = [...this.#taps].flatMap(([tapId, { loop }]) => (loop === undefined ? [] : [{ tapId, ...loop.stats }]));
    if (taps.length > 0) this.#link.send({ type: 'stats', taps });
  }
}
