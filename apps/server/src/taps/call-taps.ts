import { Logger } from '@nestjs/common';
import type { types as mediasoup } from 'mediasoup';
import type { ProducerInfo } from '#contracts/call';
import type { ConsentScope } from '#contracts/consent';
import type { ConsentGrant } from '../consent/grant.ts';
import { oneLine } from '../logging/describe.ts';
import { withLogContext } from '../logging/log-context.ts';
import type { MediaService } from '../media/media.service.ts';
import type { TapTransport } from '../media/tap-transport.ts';
import { Patience } from './patience.ts';
import { insistOnLayers, preferLayers, type Tap, type TapReceiver, type TapRequest } from './tap.ts';

const logger = new Logger('Taps');

const LOWEST = { spatialLayer: 0, temporalLayer: 0 };
/** What of a participant each consent lets be tapped; a scope that is not here lets nothing be. */
const SOURCE_OF = { expression: 'camera', transcription: 'microphone' } as const satisfies Partial<
  Record<ConsentScope, ProducerInfo['source']>
>;
export type TappedScope = keyof typeof SOURCE_OF;

/**
 * The taps of one call on one receiver: which cameras, or microphones, it receives. Taps follow from three facts - consent, the
 * producer, the receiver - and `reconcile` makes them so. What takes a tap away works at once, without waiting.
 */
export class CallTaps<S extends TappedScope> {
  readonly #callId: string;
  readonly #media: MediaService;
  readonly #receiver: TapReceiver;
  readonly #source: ProducerInfo['source'];
  readonly #nowMs: () => number;
  readonly #grants = new Map<string, ConsentGrant<S>>();
  readonly #taps = new Map<string, Tap>();
  readonly #patience = new Patience();
  #transport: TapTransport | null = null;
  /** Who is heard just now. */
  #speaker: string | null = null;
  #working = false;
  #again = false;
  #closed = false;

  constructor(scope: S, callId: string, nowMs: () => number, media: MediaService, receiver: TapReceiver) {
    this.#callId = callId;
    this.#nowMs = nowMs;
    this.#media = media;
    this.#receiver = receiver;
    this.#source = SOURCE_OF[scope];
  }

  /** Whether consent is in force. */
  consented(participantId: string): boolean {
    return this.#grants.get(participantId)?.inForce === true;
  }

  get isIdle(): boolean {
    return this.#grants.size === 0;
  }

  allow(grant: ConsentGrant<S>): void {
    this.#grants.set(grant.participantId, grant);
    this.reconcile();
  }

  /** How many tracks the receiver has. */
  get count(): number {
    return this.#taps.size;
  }

  /** Closes the consumer before this returns. */
  stop(participantId: string): void {
    this.#grants.delete(participantId);
    this.#closeTap(participantId);
  }

  /** The taps that may go on, asked anew for each lease: whatever else is forgotten, a tap without consent ends. */
  leasable(): string[] {
    return [...this.#taps].filter(([participantId]) => this.consented(participantId)).map(([, { id }]) => id);
  }

  #producer(participantId: string): ProducerInfo | undefined {
    return this.#media.producersOf(this.#callId, participantId).find(({ source }) => source === this.#source);
  }

  /** Whether this is the participant's tap, with consent in force, muted or not. */
  holds(tapId: string, participantId: string): boolean {
    return this.#taps.get(participantId)?.id === tapId && this.consented(participantId);
  }

  /**
   * Whether a sample counts: its tap stands and belongs to this participant with consent in force. One that was on its way when the camera was muted
   * comes too late: `paused` has been said.
   */
  accept(tapId: string, participantId: string): boolean {
    if (this.#taps.get(participantId)?.paused !== false || !this.holds(tapId, participantId)) return false;
    this.isAlive(tapId);
    return true;
  }

  /** Something has come by it. */
  isAlive(tapId: string): void {
    for (const [participantId, tap] of this.#taps) {
      if (tap.id !== tapId) continue;
      tap.aliveAt = performance.now();
      tap.brought = true;
      this.#patience.brought(participantId);
    }
  }

  /** Opens taps anew that should bring something and do not, whatever the reason. */
  reviveSilent(): void {
    const silent = [...this.#taps].filter(([participantId, tap]) => this.#patience.isOver(participantId, tap));
    if (silent.length === 0) return;
    const early = silent.filter(([participantId, tap]) => this.#patience.isEarly(participantId, tap));
    for (const [participantId] of early) this.#patience.retried(participantId);
    if (early.length > 0 || this.#transport?.broken !== false) this.reset();
    for (const [participantId] of silent) this.#closeTap(participantId);
    this.reconcile();
  }

  /** Whether the participant's tap should bring something, and has not for so long. */
  isSilent(participantId: string, ms: number): boolean {
    const tap = this.#taps.get(participantId);
    return tap !== undefined && !tap.paused && performance.now() - tap.aliveAt > ms;
  }

  /** Sees to it that higher layers come as soon as they can be had. With WebRTC, the estimate of its bandwidth does. */
  insistOnLayers(): void {
    if (this.#receiver.tap === 'webrtc') return;
    for (const tap of this.#taps.values()) {
      // The consumer may just have been closed.
      insistOnLayers(tap).catch(() => undefined);
    }
  }

  /** Tells the receiver which of those analysed speaks, if any: a mouth that talks is no expression. */
  speaks(participantId: string | null): void {
    for (const [who, { id }] of this.#taps) {
      const speaking = who === participantId;
      if (speaking !== (who === this.#speaker)) this.#receiver.send({ type: 'tapSpeaks', tapId: id, speaking });
    }
    this.#speaker = participantId;
  }

  participantOf(tapId: string): string | undefined {
    return [...this.#taps].find(([, tap]) => tap.id === tapId)?.[0];
  }

  async handle(message: TapRequest): Promise<void> {
    if (message.type === 'connectTransport') {
      const transport = this.#transport;
      // An answer on its way when its transport was replaced is no answer to the new one.
      if (transport?.options.id !== message.transportId || !(await transport.connect(message.connection))) return;
      if (transport === this.#transport) this.#receiver.send({ type: 'transportConnected', callId: this.#callId, nowMs: this.#nowMs() });
      return;
    }
    if (message.type === 'tapExpired') return this.#expired(message.tapId);
    const tap = [...this.#taps.values()].find(({ id }) => id === message.tapId);
    if (tap === undefined || tap.consumer.closed) return;
    if (message.type === 'tapReady') await tap.consumer.resume();
    else await preferLayers(tap, message);
  }

  /** Makes the taps what consent, producers and receiver ask for; calls during the work lead to one more round. */
  reconcile(): void {
    for (const participantId of [...this.#taps.keys()]) {
      const tap = this.#taps.get(participantId);
      if (tap !== undefined && this.#producer(participantId)?.id !== tap.producerId) this.#closeTap(participantId);
    }
    this.#again = true;
    if (this.#working || this.#closed) return;
    void withLogContext({ callId: this.#callId }, () => this.#work());
  }

  /** The receiver is gone, or the call's router: nothing of the taps can be kept. */
  reset(): void {
    for (const participantId of [...this.#taps.keys()]) this.#closeTap(participantId);
    this.#transport?.close();
    this.#transport = null;
    this.#receiver.send({ type: 'closeCall', callId: this.#callId });
  }

  close(): void {
    this.#closed = true;
    this.#grants.clear();
    this.reset();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      for (const participantId of [...this.#grants.keys()]) {
        try {
          await this.#settle(participantId);
        } catch (error) {
          // The producer, router or worker went away meanwhile; its own event brings the next round.
          logger.warn(`A tap could not be opened. ${oneLine(error)}`);
        }
      }
    }
    this.#working = false;
  }

  async #settle(participantId: string): Promise<void> {
    const producer = this.#producer(participantId);
    const rtpCapabilities = this.#receiver.rtpCapabilities();
    if (producer === undefined || rtpCapabilities === null || !this.#receiver.present() || !this.consented(participantId)) return;
    const tap = this.#taps.get(participantId);
    if (tap === undefined) return this.#openTap(participantId, producer, rtpCapabilities);
    if (tap.paused !== producer.paused) {
      tap.paused = producer.paused;
      tap.aliveAt = performance.now();
      this.#receiver.send({ type: 'pauseTap', tapId: tap.id, paused: producer.paused });
    }
  }

  async #openTap(participantId: string, producer: ProducerInfo, rtpCapabilities: mediasoup.RtpCapabilities): Promise<void> {
    const transport = await this.#standingTransport();
    const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true, preferredLayers: LOWEST });
    // All three facts may have changed while the worker answered.
    const wanted =
      !this.#closed && this.consented(participantId) && this.#producer(participantId)?.id === producer.id && transport === this.#transport;
    if (!wanted) {
      consumer.close();
      this.#again = true;
      return;
    }
    const paused = this.#producer(participantId)?.paused ?? producer.paused;
    this.#taps.set(participantId, {
      id: consumer.id,
      producerId: producer.id,
      consumer,
      paused,
      aliveAt: performance.now(),
      brought: false,
      preferred: LOWEST,
      preferredAt: 0,
    });
    this.#receiver.send({
      type: 'openTap',
      callId: this.#callId,
      participantId,
      tapId: consumer.id,
      producerId: producer.id,
      rtpParameters: consumer.rtpParameters,
    });
    if (paused) this.#receiver.send({ type: 'pauseTap', tapId: consumer.id, paused });
    if (participantId === this.#speaker) this.#receiver.send({ type: 'tapSpeaks', tapId: consumer.id, speaking: true });
  }

  async #standingTransport(): Promise<TapTransport> {
    if (this.#transport !== null && !this.#transport.closed) return this.#transport;
    const transport = await this.#media.openTapTransport(this.#callId, this.#receiver.tap);
    if (this.#closed) {
      // The receiver may have been told of another transport of this call meanwhile.
      transport.close();
      throw new Error('The call, or its part on this receiver, was closed meanwhile.');
    }
    this.#transport = transport;
    this.#receiver.send({ type: 'openCall', callId: this.#callId, nowMs: this.#nowMs(), transport: transport.options });
    return transport;
  }

  /** The server was too slow to renew it. */
  #expired(tapId: string): void {
    const participantId = this.participantOf(tapId);
    if (participantId === undefined) return;
    this.#closeTap(participantId);
    this.reconcile();
  }

  #closeTap(participantId: string): void {
    const tap = this.#taps.get(participantId);
    if (tap === undefined) return;
    this.#taps.delete(participantId);
    tap.consumer.close();
    this.#receiver.send({ type: 'closeTap', tapId: tap.id });
  }
}
