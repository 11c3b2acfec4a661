import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { types as mediasoup } from 'mediasoup';
import type { CaptionsStatus } from '#contracts/call';
import { type FromSpeech, fromSpeech, type RecogniserState, type SpeechDrops, type ToSpeech } from '#contracts/speech-link';
import type { SpeechSettings } from '../config/speech-settings.ts';
import type { ConsentGrant } from '../consent/grant.ts';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { oneLine } from '../logging/describe.ts';
import type { MediaService } from '../media/media.service.ts';
import { KeptProgram } from '../processes/kept-program.ts';
import type { Programs } from '../processes/programs.ts';
import { CallTaps } from '../taps/call-taps.ts';

const logger = new Logger('Speech');

const PROGRAM = join('apps', 'analyzer', 'src', 'speech', 'main.ts');
/** Microphones come over loopback, and the service that transcribes may be anywhere. Nothing is read from the data folder. */
const NEEDS = { network: true, files: null, memoryMb: 4_096, heapMb: 512 };
const TICK_MS = 1_000;
/** A clock of another process runs after this one, never far before it. */
const AHEAD_MS = 2_000;

type Utterance = Omit<Extract<FromSpeech, { type: 'utterance' }>, 'type' | 'tapId'>;

export interface SpeechEvents {
  /** What somebody said, with the consent by which it was heard, in force at this moment. */
  utterance: [grant: ConsentGrant<'transcription'>, utterance: Utterance];
  /** The state of all calls' captions has changed. */
  status: [];
}

interface SpokenCall {
  clock: { nowMs(): number };
  taps: CallTaps<'transcription'>;
  grants: Map<string, ConsentGrant<'transcription'>>;
}

export interface SpeechFigures {
  state: CaptionsStatus['state'];
  taps: number;
  utterances: number;
  dropped: SpeechDrops;
}

const NONE: SpeechDrops = { nothing: 0, unsure: 0, repetition: 0, overdue: 0, failed: 0 };

/**
 * Writes down what is said in live calls. It taps the microphone of a participant only while a grant of theirs is in force, which it is
 * handed and which only the consent service makes. The program that listens starts with the first grant.
 */
export class SpeechService extends SafeEmitter<SpeechEvents> {
  readonly #media: MediaService;
  readonly #settings: SpeechSettings;
  readonly #modelsPath: string | undefined;
  readonly #programs: Programs;
  readonly #program: KeptProgram<ToSpeech, FromSpeech>;
  readonly #calls = new Map<string, SpokenCall>();
  #started = false;
  #present = false;
  #failure: string | null = null;
  /** What the SFU sends, and what of it the program receives. */
  #routerCapabilities: mediasoup.RtpCapabilities | null = null;
  #capabilities: mediasoup.RtpCapabilities | null = null;
  #recogniser: RecogniserState = 'running';
  #ready = false;
  /** Since the server's start; the running process counts from its own. */
  #before = { utterances: 0, dropped: NONE };
  #counts = { utterances: 0, dropped: NONE };
  #ticker: NodeJS.Timeout | undefined;

  constructor(media: MediaService, settings: SpeechSettings, modelsPath: string | undefined, programs: Programs) {
    super();
    this.#media = media;
    this.#settings = settings;
    this.#modelsPath = modelsPath;
    this.#programs = programs;
    this.#program = new KeptProgram({ programs, path: PROGRAM, needs: NEEDS, name: 'The speech program', said: fromSpeech });
    this.#program.on('started', () => {
      this.#present = true;
      this.#reconcile();
    });
    this.#program.on('gone', () => this.#gone());
    this.#program.on('missing', () => this.#fail(`The program ${PROGRAM} is missing. Check the installation.`));
    this.#program.on('message', (message) => this.#hear(message));
  }

  async onModuleInit(): Promise<void> {
    if (this.#settings.recogniser !== null) {
      this.#programs.prepare(PROGRAM, NEEDS);
      // Asked for now: where a media worker has just died, the first consent of a call could not ask for it.
      this.#routerCapabilities = await this.#media.supportedRtpCapabilities();
    }
    this.#media.on('producersChanged', ({ callId }) => this.#calls.get(callId)?.taps.reconcile());
    this.#media.on('routerLost', ({ callId }) => this.#calls.get(callId)?.taps.reset());
    this.#ticker = setInterval(() => {
      if (this.#ready) for (const { taps } of this.#calls.values()) taps.reviveSilent();
    }, TICK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#ticker);
    for (const callId of [...this.#calls.keys()]) this.closeCall(callId);
    this.#program.end();
  }

  openCall(callId: string, clock: { nowMs(): number }): void {
    if (this.#settings.recogniser === null || this.#calls.has(callId)) return;
    const taps = new CallTaps('transcription', callId, () => clock.nowMs(), this.#media, {
      tap: 'rtp',
      send: (message) => this.#program.send(message),
      rtpCapabilities: () => this.#capabilities,
      present: () => this.#present,
    });
    this.#calls.set(callId, { clock, taps, grants: new Map() });
  }

  closeCall(callId: string): void {
    this.#calls.get(callId)?.taps.close();
    this.#calls.delete(callId);
  }

  /** Listens to the participant who gave the grant, as long as it is in force. When it is revoked, the tap closes and nothing more comes of it. Idempotent. */
  transcribe(grant: ConsentGrant<'transcription'>): void {
    const { callId, participantId } = grant;
    const call = this.#calls.get(callId);
    if (call === undefined || !grant.inForce || call.taps.consented(participantId)) return;
    call.grants.set(participantId, grant);
    call.taps.allow(grant);
    grant.onRevoked(() => this.stop(callId, participantId));
    this.#start();
  }

  /** The tap is closed when this returns. */
  stop(callId: string, participantId: string): void {
    const call = this.#calls.get(callId);
    call?.taps.stop(participantId);
    call?.grants.delete(participantId);
  }

  /** Whether what they say is being written down. */
  isTranscribed(callId: string, participantId: string): boolean {
    return this.#failure === null && this.#calls.get(callId)?.taps.consented(participantId) === true;
  }

  status(): CaptionsStatus {
    return { recogniser: this.#settings.recogniser?.kind ?? null, state: this.#state(), browser: this.#settings.browserCaptions };
  }

  figures(): SpeechFigures {
    const { before, counts } = { before: this.#before, counts: this.#counts };
    return {
      state: this.#state(),
      taps: [...this.#calls.values()].reduce((sum, { taps }) => sum + taps.count, 0),
      utterances: before.utterances + counts.utterances,
      dropped: sumOf(before.dropped, counts.dropped),
    };
  }

  /** The program to measure, or null while it does not run. */
  pid(): number | null {
    return this.#program.pid;
  }

  #state(): CaptionsStatus['state'] {
    if (this.#settings.recogniser === null || this.#failure !== null) return 'off';
    if (!this.#started || (this.#ready && this.#recogniser === 'running')) return 'running';
    return this.#ready ? this.#recogniser : 'starting';
  }

  #start(): void {
    const { recogniser } = this.#settings;
    const routerRtpCapabilities = this.#routerCapabilities;
    if (this.#started || recogniser === null || routerRtpCapabilities === null) return;
    this.#started = true;
    this.#program.start({ type: 'start', recogniser, modelsPath: this.#modelsPath, routerRtpCapabilities });
    this.safeEmit('status');
  }

  #hear(message: Exclude<FromSpeech, { type: 'pong' }>): void {
    switch (message.type) {
      case 'ready':
        [this.#ready, this.#capabilities] = [true, message.rtpCapabilities];
        this.#reconcile();
        return this.safeEmit('status');
      case 'failed':
        return this.#fail(message.message);
      case 'recogniser':
        this.#counts = { utterances: message.utterances, dropped: message.dropped };
        if (this.#recogniser === message.state) return;
        this.#recogniser = message.state;
        logger.log(`The recogniser is ${message.state}.`);
        return this.safeEmit('status');
      case 'hears':
        for (const tapId of message.tapIds) this.#callOf(tapId)?.taps.isAlive(tapId);
        return;
      case 'askLease': {
        const tapIds = [...this.#calls.values()].flatMap(({ taps }) => taps.leasable());
        return this.#program.send({ type: 'renewTaps', askedAt: message.askedAt, tapIds });
      }
      case 'connectTransport':
        return this.#settle(this.#calls.get(message.callId)?.taps.handle(message));
      case 'tapReady':
      case 'tapExpired':
        return this.#settle(this.#callOf(message.tapId)?.taps.handle(message));
      case 'utterance':
        return this.#take(message);
    }
  }

  /** Words of a tap that no longer stands were spoken before a withdrawal, and end here. */
  #take({ type: _, tapId, ...utterance }: Extract<FromSpeech, { type: 'utterance' }>): void {
    const call = this.#calls.get(utterance.callId);
    const grant = call?.grants.get(utterance.participantId);
    if (call === undefined || grant?.inForce !== true || !call.taps.holds(tapId, utterance.participantId)) return;
    const endMs = Math.min(Math.max(0, utterance.endMs), call.clock.nowMs() + AHEAD_MS);
    this.safeEmit('utterance', grant, { ...utterance, startMs: Math.min(Math.max(0, utterance.startMs), endMs), endMs });
  }

  #callOf(tapId: string): SpokenCall | undefined {
    return [...this.#calls.values()].find(({ taps }) => taps.participantOf(tapId) !== undefined);
  }

  #reconcile(): void {
    for (const { taps } of this.#calls.values()) taps.reconcile();
  }

  #gone(): void {
    [this.#present, this.#ready, this.#recogniser] = [false, false, 'running'];
    this.#before = {
      utterances: this.#before.utterances + this.#counts.utterances,
      dropped: sumOf(this.#before.dropped, this.#counts.dropped),
    };
    this.#counts = { utterances: 0, dropped: NONE };
    for (const { taps } of this.#calls.values()) taps.reset();
    this.safeEmit('status');
  }

  #fail(message: string): void {
    logger.error(`Nothing is written down on this server: ${message}`);
    this.#failure = message;
    this.#present = false;
    this.#program.end();
    for (const { taps } of this.#calls.values()) taps.reset();
    this.safeEmit('status');
  }

  #settle(work: Promise<void> | undefined): void {
    // Whatever it was for may just have been closed.
    work?.catch((error: unknown) => logger.warn(`The speech program asked for something that is gone. ${oneLine(error)}`));
  }
}

function sumOf(a: SpeechDrops, b: SpeechDrops): SpeechDrops {
  return {
    nothing: a.nothing + b.nothing,
    unsure: a.unsure + b.unsure,
    repetition: a.repetition + b.repetition,
    overdue: a.overdue + b.overdue,
    failed: a.failed + b.failed,
  };
}
