import { InferenceEngine } from '#inference/engine';
import { RemoteCallClock } from './remote-call-clock.ts';
import type { CallPeer, Reception } from './call-peer.ts';
import type { FrameTap } from './frame-tap.ts';
import { LayerChooser, layerCounts } from './layers.ts';
import type { ServerLink, ServerMessage } from './link.ts';
import { ParticipantLoop } from './participant-loop.ts';
import { Sampler } from './sampler.ts';
import { TapLeases } from './tap-leases.ts';
import { openReception } from './open-reception.ts';
import { framesPerSecond } from './capacity.ts';

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const STATS_INTERVAL_MS = 2_000;

/** A tap from the moment it is asked for; the rest of it comes as it is made. */
interface OpenTap {
  callId: string;
  paused: boolean;
  speaking: boolean;
  closed: boolean;
  loop?: ParticipantLoop;
}

interface Call {
  clock: RemoteCallClock;
  peer: Promise<CallPeer>;
}

/** Does what the server asks: joins calls, opens and closes taps, and sends what inference says about them. */
export class Analyzer {
  readonly #link: ServerLink;
  readonly #settings: Message<'start'>['settings'];
  readonly #reception: Promise<Reception>;
  readonly #engine: Promise<InferenceEngine>;
  readonly #calls = new Map<string, Call>();
  readonly #taps = new Map<string, OpenTap>();
  readonly #leases: TapLeases;
  readonly #statsTimer: NodeJS.Timeout;
  #capacity: Promise<number> | null = null;

  constructor(link: ServerLink, { settings, routerRtpCapabilities }: Message<'start'>) {
    this.#link = link;
    this.#settings = settings;
    this.#reception = openReception(settings.tap, routerRtpCapabilities);
    this.#engine = InferenceEngine.start(settings);
    this.#leases = new TapLeases({
      ask: (askedAt) => link.send({ type: 'askLease', askedAt }),
      expire: (tapId) => {
        this.#closeTap(tapId);
        link.send({ type: 'tapExpired', tapId });
      },
    });
    this.#statsTimer = setInterval(() => this.#sendStats(), STATS_INTERVAL_MS).unref();
  }

  /** Tells the server when device and model are loaded. Throws CascadeError or ModelError where they cannot be. */
  async ready(): Promise<void> {
    const [{ rtpCapabilities }, engine] = await Promise.all([this.#reception, this.#engine]);
    this.#capacity ??= framesPerSecond(engine, this.#settings.threads);
    const { classes, device, model } = engine;
    this.#link.send({ type: 'ready', rtpCapabilities, classes: [...classes], device, model, framesPerSecond: await this.#capacity });
  }

  /** The server is out of reach, and knows nothing of these calls any more when it is back. */
  leaveCalls(): void {
    for (const callId of [...this.#calls.keys()]) this.#closeCall(callId);
    for (const tapId of [...this.#taps.keys()]) this.#closeTap(tapId);
  }

  /** Nothing of it is at work when this resolves. */
  async close(): Promise<void> {
    this.leaveCalls();
    clearInterval(this.#statsTimer);
    await (await this.#engine).close();
  }

  handle(message: Exclude<ServerMessage, { type: 'start' }>): void {
    switch (message.type) {
      case 'openCall':
        return this.#openCall(message);
      case 'transportConnected':
        this.#calls.get(message.callId)?.clock.told(message.nowMs);
        this.#calls.get(message.callId)?.peer.then(
          (peer) => peer.connected(),
          () => undefined,
        );
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
      case 'tapSpeaks':
        return this.#tapSpeaks(message);
      case 'closeCall':
        return this.#closeCall(message.callId);
      case 'renewTaps':
        return this.#leases.renew(message.askedAt, message.tapIds);
      case 'ping':
        return this.#link.send({ type: 'pong', n: message.n });
    }
  }

  #openCall({ callId, transport, nowMs }: Message<'openCall'>): void {
    const clock = new RemoteCallClock();
    clock.told(nowMs);
    const peer = this.#reception.then((reception) =>
      reception.join(transport, (connection) => {
        this.#link.send({ type: 'connectTransport', callId, transportId: transport.id, connection });
      }),
    );
    // Each tap that is opened over it fails by itself.
    peer.catch((error: unknown) => console.error('A call could not be joined:', error));
    this.#calls.set(callId, { clock, peer });
  }

  async #openTap(message: Message<'openTap'>): Promise<void> {
    const { callId, tapId } = message;
    const tap: OpenTap = { callId, paused: false, speaking: false, closed: false };
    this.#taps.set(tapId, tap);
    this.#leases.add(tapId);
    const call = this.#calls.get(callId);
    const peer = await call?.peer;
    if (call === undefined || peer === undefined || tap.closed) return;
    // Connecting and loading the model take about as long, so they go side by side.
    const [frames, engine] = await Promise.all([peer.receive(message), this.#engine]);
    if (tap.closed) return frames.close();
    tap.loop = this.#loop(message, frames, engine, call.clock);
    if (tap.paused) tap.loop.pause(true);
    tap.loop.speaking = tap.speaking;
    this.#link.send({ type: 'tapReady', tapId });
  }

  #loop(
    { callId, participantId, tapId, rtpParameters }: Message<'openTap'>,
    tap: FrameTap,
    engine: InferenceEngine,
    clock: RemoteCallClock,
  ): ParticipantLoop {
    const { samplesPerSecond, everyNth } = this.#settings;
    return new ParticipantLoop({
      tap,
      sampler: new Sampler({ samplesPerSecond, everyNth }),
      layers: new LayerChooser(layerCounts(rtpParameters.encodings?.[0]?.scalabilityMode), samplesPerSecond),
      pipeline: engine.openPipeline(tapId),
      nowMs: () => clock.nowMs(),
      allowed: () => this.#leases.holds(tapId),
      onSample: (sample) => this.#link.send({ type: 'samples', callId, participantId, tapId, samples: [sample] }),
      onLayers: (layers) => this.#link.send({ type: 'preferLayers', tapId, ...layers }),
    });
  }

  #pauseTap({ tapId, paused }: Message<'pauseTap'>): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    tap.paused = paused;
    tap.loop?.pause(paused);
  }

  #tapSpeaks({ tapId, speaking }: Message<'tapSpeaks'>): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    tap.speaking = speaking;
    if (tap.loop !== undefined) tap.loop.speaking = speaking;
  }

  #closeTap(tapId: string): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    this.#taps.delete(tapId);
    this.#leases.remove(tapId);
    tap.closed = true;
    tap.loop?.close();
  }

  #closeCall(callId: string): void {
    for (const [tapId, tap] of [...this.#taps]) if (tap.callId === callId) this.#closeTap(tapId);
    this.#calls.get(callId)?.peer.then(
      (peer) => peer.close(),
      () => undefined,
    );
    this.#calls.delete(callId);
  }

  #sendStats(): void {
    const taps = [...this.#taps].flatMap(([tapId, { loop }]) => (loop === undefined ? [] : [{ tapId, ...loop.stats }]));
    if (taps.length > 0) this.#link.send({ type: 'stats', taps });
  }
}
