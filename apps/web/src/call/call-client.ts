import { type CallState } from '#contracts/call';
import { type ConsentScope } from '#contracts/consent';
import { type Events, type HandshakeAuth, type RequestName, type RequestOf, type ResponseOf } from '#contracts/socket-events';
import { type CaptionSegment } from '#contracts/transcript';
import { ApiError } from '../api/api-error.ts';
import { withCaption } from './captions/caption-log.ts';
import { type CallPhase, type CallSignals, INITIAL_STATE } from './call-client-state.ts';
import { ConsentKeeper } from './consent/consent-keeper.ts';
import { ConsentMemory } from './consent/consent-memory.ts';
import { type LocalMedia } from '../devices/local-media.ts';
import { MediaSession } from './media-session.ts';
import { ask, type CallSocket, listen, createSocket, refusalOf } from './signalling.ts';
import { Store } from '../ui/store.ts';

const RETRY_MS = 1_000;

/**
 * One person's place in a call: socket, media, state. Survives lost connections by itself: on every new connection it
 * asks to be let in again; media that still flow are kept, others are rebuilt from what `LocalMedia` has.
 */
export class CallClient {
  readonly state = new Store(INITIAL_STATE);
  readonly signals = new Store<CallSignals>({ activeSpeakerId: null, levels: {}, quality: {} });
  readonly socket: CallSocket;
  /** To expression analysis: of participants; a clinician has nothing to consent to. */
  readonly consent: ConsentKeeper;
  /** To their words being written down: of everybody. */
  readonly transcription: ConsentKeeper;
  readonly drafts: ConsentKeeper;
  readonly #media: LocalMedia;
  #welcome: Events['welcome'] | null = null;
  #session: MediaSession | null = null;
  #wantsIn: boolean;
  /** Whether the server has heard `ready` on this connection. */
  #ready = false;
  #clock: { nowMs: number; heardAt: number } | null = null;

  /** @param enter whether to ask to be let in at once; a patient first answers the consent question. */
  constructor(auth: HandshakeAuth, media: LocalMedia, enter: boolean) {
    this.#media = media;
    this.#wantsIn = enter;
    this.socket = createSocket(auth);
    this.consent = new ConsentKeeper({
      ask: (name, request) => this.ask(name, request),
      memory: new ConsentMemory(auth.callId, auth.participantKey ?? ''),
      darken: (dark) => {
        media.darken(dark);
      },
    });
    this.transcription = new ConsentKeeper({
      scope: 'transcription',
      ask: (name, request) => this.ask(name, request),
      memory: new ConsentMemory(auth.callId, auth.participantKey ?? 'clinician', 'transcription'),
      darken: (quiet) => {
        media.hush(quiet);
      },
    });
    this.drafts = new ConsentKeeper({
      scope: 'draft',
      ask: (name, request) => this.ask(name, request),
      memory: new ConsentMemory(auth.callId, auth.participantKey ?? '', 'draft'),
      // Nothing is drafted before the call has ended.
      darken: () => undefined,
    });
    this.#listen();
  }

  /** What remembers and confirms the decisions on a scope. */
  keeperOf(scope: ConsentScope): ConsentKeeper {
    return { expression: this.consent, transcription: this.transcription, draft: this.drafts }[scope];
  }

  open(): void {
    this.socket.connect();
  }

  /** The call's clock now in milliseconds; null before the call is live. */
  now(): number | null {
    return this.#clock === null ? null : this.#clock.nowMs + (performance.now() - this.#clock.heardAt);
  }

  /** Asks to be let in, now and after every reconnection. */
  async enter(): Promise<void> {
    this.#wantsIn = true;
    await this.#askToEnter();
  }

  ask<N extends RequestName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
    return ask(this.socket, name, request);
  }

  sendCaption(caption: CaptionSegment): void {
    // A lost caption is not worth a message: what matters is spoken.
    this.ask('caption', caption).catch(() => undefined);
  }

  async leave(): Promise<void> {
    await this.ask('leave', {}).catch(() => undefined);
    this.#finish('left');
  }

  close(): void {
    this.#endMedia();
    this.socket.disconnect();
  }

  #listen(): void {
    const { socket } = this;
    socket.on('connect', () => {
      this.state.set({ online: true });
    });
    socket.on('disconnect', (reason) => {
      // Media may still find its way; what does not is rebuilt once the server answers again.
      this.#ready = false;
      this.state.set({ online: false });
      // A server that closes the socket is shutting down; socket.io leaves coming back to us.
      if (reason === 'io server disconnect' && !this.#isFinal())
        setTimeout(() => {
          if (!this.#isFinal()) socket.connect();
        }, 1_000);
    });
    socket.on('connect_error', (error) => {
      if (!socket.active) {
        const refusal = refusalOf(error);
        this.state.set({ refusal });
        this.#finish(refusal.code === 'call-ended' ? 'ended' : refusal.code === 'removed' ? 'removed' : 'refused');
      }
    });
    listen(socket, 'welcome', (welcome) => {
      this.#onWelcome(welcome);
    });
    listen(socket, 'callState', (call) => {
      this.#onCallState(call);
    });
    listen(socket, 'activeSpeaker', ({ participantId }) => {
      this.signals.set({ activeSpeakerId: participantId });
    });
    listen(socket, 'audioLevels', (levels) => {
      this.signals.set({ levels: Object.fromEntries(levels.map(({ participantId, level }) => [participantId, level])) });
    });
    listen(socket, 'connectionQuality', (scores) => {
      this.signals.set({
        quality: { ...this.signals.get().quality, ...Object.fromEntries(scores.map(({ participantId, score }) => [participantId, score])) },
      });
    });
    listen(socket, 'caption', (caption) => {
      this.state.set({ captions: withCaption(this.state.get().captions, caption) });
    });
    listen(socket, 'wordsErased', ({ participantId }) => {
      this.state.set({ captions: this.state.get().captions.filter((caption) => caption.participantId !== participantId) });
    });
    listen(socket, 'superseded', () => {
      this.#finish('superseded');
    });
    listen(socket, 'denied', () => {
      this.#finish('denied');
    });
    listen(socket, 'removed', () => {
      this.#finish('removed');
    });
    listen(socket, 'sentBack', () => {
      this.state.set({ sentBack: true });
    });
    listen(socket, 'signedOut', () => {
      this.state.set({ refusal: new ApiError(401, 'unauthenticated', 'You are signed out. Sign in again.') });
      this.#finish('refused');
    });
    listen(socket, 'ended', () => {
      this.#finish('ended');
    });
  }

  #onWelcome(welcome: Events['welcome']): void {
    if (this.#session?.canResume(welcome.transportIds) !== true) this.#endMedia();
    this.#welcome = welcome;
    this.state.set({ selfId: welcome.participantId, role: welcome.role, receiptPath: welcome.receiptPath });
    const isCurrent = () => this.#welcome === welcome && this.state.get().online && !this.#isFinal();
    if (welcome.role !== 'clinician') void this.consent.confirm(isCurrent);
    void this.transcription.confirm(isCurrent);
    // A withdrawal that never reached the server is told now.
    if (welcome.role !== 'clinician') void this.drafts.confirm(isCurrent);
    if (this.#wantsIn) this.#enterAgain(welcome);
  }

  /** After a reconnection: asks until the server, which may just be starting, has answered on this connection. */
  #enterAgain(welcome: Events['welcome']): void {
    this.#askToEnter().catch((error: unknown) => {
      if (this.#welcome !== welcome || this.#isFinal()) return;
      this.state.set({ mediaError: error });
      setTimeout(() => {
        if (this.#welcome === welcome && !this.#ready && !this.#isFinal()) this.#enterAgain(welcome);
      }, RETRY_MS);
    });
  }

  async #askToEnter(): Promise<void> {
    await this.ask('ready', {});
    this.#ready = true;
    // What the last connection left; on the first there is nothing yet.
    this.#session?.resume();
    this.#followCall();
  }

  #onCallState(call: CallState): void {
    if (this.#isFinal()) return;
    this.#clock = call.nowMs === null ? null : { nowMs: call.nowMs, heardAt: performance.now() };
    this.state.set({ call, phase: 'in' });
    if (call.status === 'ended') this.#finish('ended');
    else this.#followCall();
  }

  /** Media runs exactly while the call's state says that this participant is connected. */
  #followCall(): void {
    const { call, selfId } = this.state.get();
    if (call === null || selfId === null || !this.#ready || this.#isFinal()) return;
    const admitted = call.participants.some((participant) => participant.id === selfId && participant.presence === 'connected');
    if (admitted && this.state.get().sentBack) this.state.set({ sentBack: false });
    if (!admitted) this.#endMedia();
    else if (this.#session === null) this.#startMedia();
    else this.#session.follow(call, selfId);
  }

  #startMedia(): void {
    if (this.#welcome === null) return;
    const session = new MediaSession({
      socket: this.socket,
      welcome: this.#welcome,
      media: this.#media,
      onTracks: (tracks) => {
        if (this.#session === session) this.state.set({ tracks });
      },
      onFlow: (flowing) => {
        this.state.set({ flowing });
      },
      onBroken: () => {
        if (this.#session !== session) return;
        this.#endMedia();
        this.state.set({ flowing: false });
        setTimeout(() => {
          this.#followCall();
        }, RETRY_MS);
      },
    });
    this.#session = session;
    session.open().then(
      () => {
        this.state.set({ mediaError: null });
        this.#followCall();
      },
      (error: unknown) => {
        if (this.#session !== session) return;
        this.#endMedia();
        this.state.set({ mediaError: error });
        if (!(error instanceof ApiError && error.code === 'browser-unsupported'))
          setTimeout(() => {
            this.#followCall();
          }, RETRY_MS);
      },
    );
  }

  #endMedia(): void {
    const session = this.#session;
    this.#session = null;
    session?.close();
    this.state.set({ tracks: {}, flowing: true });
  }

  #isFinal(): boolean {
    return !['connecting', 'in'].includes(this.state.get().phase);
  }

  #finish(phase: CallPhase): void {
    if (this.#isFinal()) return;
    this.state.set({ phase });
    this.close();
  }
}
