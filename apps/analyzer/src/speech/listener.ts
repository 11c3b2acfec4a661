import type { z } from 'zod';
import type { FromSpeech, SpeechDrops, toSpeech } from '#contracts/speech-link';
import { RemoteCallClock } from '../remote-call-clock.ts';
import { TapLeases } from '../tap-leases.ts';
import type { Microphone } from './microphone.ts';
import { microphoneCapabilities, MicrophonePeer } from './microphone-reception.ts';
import type { Recogniser } from './recogniser.ts';
import { recogniserOf } from './recognisers.ts';
import { Speaker } from './speaker.ts';
import { VoiceActivity } from './voice-activity.ts';

export type SpeechMessage = z.output<typeof toSpeech>;
type Message<Type extends SpeechMessage['type']> = Extract<SpeechMessage, { type: Type }>;

const HEARS_EVERY_MS = 1_000;

interface OpenTap {
  callId: string;
  paused: boolean;
  closed: boolean;
  microphone?: Microphone;
  speaker?: Speaker;
  /** Packets that had come when the server was told last. */
  told: number;
}

interface Call {
  clock: RemoteCallClock;
  peer: Promise<MicrophonePeer>;
}

/** Does what the server asks: opens and closes taps of microphones, and sends the words that come of them. */
export class Listener {
  readonly #send: (message: FromSpeech) => void;
  readonly #start: Message<'start'>;
  readonly #voice: Promise<VoiceActivity>;
  readonly #recogniser: Recogniser;
  readonly #calls = new Map<string, Call>();
  readonly #taps = new Map<string, OpenTap>();
  readonly #leases: TapLeases;
  readonly #timer: NodeJS.Timeout;
  readonly #dropped: SpeechDrops = { nothing: 0, unsure: 0, repetition: 0, overdue: 0, failed: 0 };
  #utterances = 0;

  constructor(start: Message<'start'>, send: (message: FromSpeech) => void) {
    this.#send = send;
    this.#start = start;
    this.#voice = VoiceActivity.load(start.modelsPath);
    this.#recogniser = recogniserOf(start.recogniser);
    this.#recogniser.onState = () => this.#tell();
    this.#leases = new TapLeases({
      ask: (askedAt) => send({ type: 'askLease', askedAt }),
      expire: (tapId) => {
        this.#closeTap(tapId);
        send({ type: 'tapExpired', tapId });
      },
    });
    this.#timer = setInterval(() => this.#hears(), HEARS_EVERY_MS).unref();
  }

  /** Tells the server when it can listen. Throws ModelError where it never will. */
  async ready(): Promise<void> {
    await this.#voice;
    this.#send({ type: 'ready', rtpCapabilities: microphoneCapabilities(this.#start.routerRtpCapabilities) });
    this.#tell();
  }

  close(): void {
    for (const callId of [...this.#calls.keys()]) this.#closeCall(callId);
    clearInterval(this.#timer);
    this.#recogniser.close();
  }

  handle(message: Exclude<SpeechMessage, { type: 'start' }>): void {
    switch (message.type) {
      case 'openCall':
        return this.#openCall(message);
      case 'transportConnected':
        return this.#calls.get(message.callId)?.clock.told(message.nowMs);
      case 'openTap':
        this.#openTap(message).catch((error: unknown) => {
          if (this.#taps.get(message.tapId)?.closed === false) console.error('A microphone could not be tapped:', error);
          this.#closeTap(message.tapId);
        });
        return;
      case 'closeTap':
        return this.#closeTap(message.tapId);
      case 'pauseTap': {
        const tap = this.#taps.get(message.tapId);
        if (tap === undefined) return;
        tap.paused = message.paused;
        return tap.speaker?.pause(message.paused);
      }
      case 'tapSpeaks':
        // What is heard says it by itself.
        return;
      case 'closeCall':
        return this.#closeCall(message.callId);
      case 'renewTaps':
        return this.#leases.renew(message.askedAt, message.tapIds);
      case 'ping':
        return this.#send({ type: 'pong', n: message.n });
    }
  }

  #openCall({ callId, transport, nowMs }: Message<'openCall'>): void {
    const clock = new RemoteCallClock();
    clock.told(nowMs);
    const peer = MicrophonePeer.join(transport, (connection) =>
      this.#send({ type: 'connectTransport', callId, transportId: transport.id, connection }),
    );
    // Each tap that is opened over it fails by itself.
    peer.catch((error: unknown) => console.error('A call could not be joined:', error));
    this.#calls.set(callId, { clock, peer });
  }

  async #openTap({ callId, participantId, tapId, rtpParameters }: Message<'openTap'>): Promise<void> {
    const tap: OpenTap = { callId, paused: false, closed: false, told: 0 };
    this.#taps.set(tapId, tap);
    this.#leases.add(tapId);
    const call = this.#calls.get(callId);
    const [peer, voice] = await Promise.all([call?.peer, this.#voice]);
    if (call === undefined || peer === undefined || tap.closed) return;
    tap.microphone = peer.receive(rtpParameters);
    tap.speaker = new Speaker({
      microphone: tap.microphone,
      voice: voice.open(),
      recogniser: this.#recogniser,
      nowMs: () => call.clock.nowMs(),
      allowed: () => this.#leases.holds(tapId),
      onUtterance: (utterance) => {
        this.#utterances++;
        this.#send({ type: 'utterance', callId, participantId, tapId, id: crypto.randomUUID(), ...utterance });
      },
      onDropped: (why) => {
        this.#dropped[why]++;
        this.#tell();
      },
    });
    if (tap.paused) tap.speaker.pause(true);
    this.#send({ type: 'tapReady', tapId });
  }

  #closeTap(tapId: string): void {
    const tap = this.#taps.get(tapId);
    if (tap === undefined) return;
    this.#taps.delete(tapId);
    this.#leases.remove(tapId);
    tap.closed = true;
    tap.speaker?.close();
  }

  #closeCall(callId: string): void {
    for (const [tapId, tap] of [...this.#taps]) if (tap.callId === callId) this.#closeTap(tapId);
    this.#calls.get(callId)?.peer.then(
      (peer) => peer.close(),
      () => undefined,
    );
    this.#calls.delete(callId);
  }

  #hears(): void {
    const tapIds = [...this.#taps].flatMap(([tapId, tap]) => {
      const packets = tap.microphone?.packets ?? 0;
      const came = packets > tap.told;
      tap.told = packets;
      return came ? [tapId] : [];
    });
    if (tapIds.length > 0) this.#send({ type: 'hears', tapIds });
  }

  #tell(): void {
    this.#send({ type: 'recogniser', state: this.#recogniser.state, utterances: this.#utterances, dropped: { ...this.#dropped } });
  }
}
