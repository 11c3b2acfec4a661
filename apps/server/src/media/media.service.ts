import type { types as mediasoup } from 'mediasoup';
import type { TapKind } from '#contracts/analyzer-link';
import type { ProducerInfo } from '#contracts/call';
import { CallMedia } from './call-media.ts';
import { clientCapabilities, MEDIA_CODECS } from './codecs.ts';
import { MediaError, refusing } from './errors.ts';
import type { Direction, ProduceRequest } from './participant-media.ts';
import { SafeEmitter } from '../events/safe-emitter.ts';
import type { MediaSettings } from '../config/media-settings.ts';
import type { TapTransport } from './tap-transport.ts';
import { WorkerPool, type WorkerUsage } from './worker-pool.ts';

export type { WorkerUsage } from './worker-pool.ts';

export interface MediaEvents {
  /** A producer of this participant came, went, paused or resumed. */
  producersChanged: [{ callId: string; participantId: string }];
  activeSpeaker: [{ callId: string; participantId: string | null }];
  /** dBov, -127 to 0, of the participants who are heard; empty in silence. */
  audioLevels: [{ callId: string; levels: { participantId: string; level: number }[] }];
  /** 0-10, every two seconds. */
  connectionQuality: [{ callId: string; scores: { participantId: string; score: number }[] }];
  /** The call's worker died: every transport, producer and consumer is gone and clients must make new ones. */
  routerLost: [{ callId: string }];
}

export interface TransportOptions {
  id: string;
  iceParameters: mediasoup.IceParameters;
  iceCandidates: mediasoup.IceCandidate[];
  dtlsParameters: mediasoup.DtlsParameters;
}

export interface ConsumeRequest {
  transportId: string;
  producerId: string;
  rtpCapabilities: mediasoup.RtpCapabilities;
}

/**
 * The SFU of this node: one router a call, spread over one mediasoup worker a core. Who may ask for what in a call is
 * decided by the caller; here ids belong to the participant who got them, and to nobody else.
 */
export class MediaService extends SafeEmitter<MediaEvents> {
  readonly #pool: WorkerPool;
  readonly #calls = new Map<string, Promise<CallMedia>>();
  /** The same calls once their router stands, for what must not wait. */
  readonly #standing = new Map<string, CallMedia>();

  constructor(settings: MediaSettings) {
    super();
    this.#pool = new WorkerPool(settings);
  }

  async onModuleInit(): Promise<void> {
    await this.#pool.start();
  }

  onApplicationShutdown(): void {
    for (const callId of [...this.#calls.keys()]) this.closeCall(callId);
    this.#pool.close();
  }

  workerCount(): number {
    return this.#pool.count;
  }

  /** Calls that have a router, or are getting one. */
  callIds(): string[] {
    return [...this.#calls.keys()];
  }

  /** What flows in each call now. `in`: from a participant to this server. */
  flows(): { callId: string; flows: CallMedia['flows'] }[] {
    return [...this.#standing].map(([callId, { flows }]) => ({ callId, flows }));
  }

  /** What each media worker has used since it started, and how many calls it carries. A worker that has gone meanwhile is left out. */
  workerUsage(): Promise<WorkerUsage[]> {
    return this.#pool.usage();
  }

  /** How many media workers died and were replaced since the start. */
  get workerDeaths(): number {
    return this.#pool.deaths;
  }

  /** Process ids of the workers, for measuring. */
  workerPids(): number[] {
    return this.#pool.pids;
  }

  async routerRtpCapabilities(callId: string): Promise<mediasoup.RtpCapabilities> {
    return clientCapabilities((await this.#call(callId)).router.rtpCapabilities);
  }

  /** What the routers of all calls can do; none of them need exist yet. */
  async supportedRtpCapabilities(): Promise<mediasoup.RtpCapabilities> {
    const router = await this.#pool.leastLoaded().worker.createRouter({ mediaCodecs: MEDIA_CODECS });
    router.close();
    return clientCapabilities(router.rtpCapabilities);
  }

  /** A new transport of the same direction replaces the participant's old one, with all that was on it. */
  async createTransport(callId: string, participantId: string, direction: Direction): Promise<TransportOptions> {
    const call = await this.#call(callId);
    const transport = await refusing(call.createTransport());
    call.attach(participantId, direction, transport);
    return optionsOf(transport);
  }

  /** Lets a transport of another kind stand in for the participant's own, so that plain RTP can be a camera. */
  async attachTransport(
    callId: string,
    participantId: string,
    direction: Direction,
    open: (router: mediasoup.Router) => Promise<mediasoup.Transport>,
  ): Promise<void> {
    const call = await this.#call(callId);
    call.attach(participantId, direction, await open(call.router));
  }

  async connectTransport(
    callId: string,
    participantId: string,
    transportId: string,
    dtlsParameters: mediasoup.DtlsParameters,
  ): Promise<void> {
    const transport = this.#existing(callId).participant(participantId).transport(transportId);
    if (transport.dtlsState !== 'new')
      throw new MediaError('transport-already-connected', 'This connection is already being made. Join the call again.');
    await refusing(transport.connect({ dtlsParameters }));
  }

  async restartIce(callId: string, participantId: string, transportId: string): Promise<mediasoup.IceParameters> {
    return refusing(this.#existing(callId).participant(participantId).transport(transportId).restartIce());
  }

  /** One producer per source: a second one replaces the first. Answers its id. */
  async produce(callId: string, participantId: string, request: ProduceRequest): Promise<string> {
    const call = this.#existing(callId);
    const producer = await call.participant(participantId).produce(request);
    if (producer.kind === 'audio') await refusing(call.hear(participantId, producer));
    return producer.id;
  }

  async pauseProducer(callId: string, participantId: string, producerId: string, paused: boolean, byDevice = false): Promise<void> {
    await this.#existing(callId).participant(participantId).pause(producerId, paused, byDevice);
  }

  async closeProducer(callId: string, participantId: string, producerId: string): Promise<void> {
    this.#existing(callId).participant(participantId).producer(producerId).close();
  }

  /** The consumer starts paused, so that it begins with a key frame once the client has attached it. */
  async consume(
    callId: string,
    participantId: string,
    request: ConsumeRequest,
  ): Promise<{ id: string; producerId: string; kind: mediasoup.MediaKind; rtpParameters: mediasoup.RtpParameters }> {
    const call = this.#existing(callId);
    const { transportId, producerId, rtpCapabilities } = request;
    // A producer of another call is unknown to this call's router.
    if (!canConsume(call.router, producerId, rtpCapabilities))
      throw new MediaError('cannot-consume', 'This track has ended or cannot be shown here.');
    const { id, kind, rtpParameters } = await call.participant(participantId).consume(transportId, producerId, rtpCapabilities);
    return { id, producerId, kind, rtpParameters };
  }

  async resumeConsumer(callId: string, participantId: string, consumerId: string): Promise<void> {
    await refusing(this.#existing(callId).participant(participantId).consumer(consumerId).resume());
  }

  producersOf(callId: string, participantId: string): ProducerInfo[] {
    return this.#standing.get(callId)?.find(participantId)?.producers ?? [];
  }

  transportIdsOf(callId: string, participantId: string): string[] {
    return this.#standing.get(callId)?.find(participantId)?.transportIds ?? [];
  }

  dropParticipant(callId: string, participantId: string): void {
    this.#standing.get(callId)?.drop(participantId);
  }

  closeCall(callId: string): void {
    const pending = this.#calls.get(callId);
    const standing = this.#standing.get(callId);
    this.#calls.delete(callId);
    this.#standing.delete(callId);
    if (standing !== undefined) standing.close();
    else
      pending?.then(
        (call) => call.close(),
        () => undefined,
      );
  }

  /** A transport of nobody in the call, on which the analyzer receives. */
  async openTapTransport(callId: string, kind: TapKind): Promise<TapTransport> {
    return (await this.#call(callId)).openTapTransport(kind);
  }

  async #call(callId: string): Promise<CallMedia> {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    const created = this.#create(callId);
    this.#calls.set(callId, created);
    try {
      const call = await created;
      if (this.#calls.get(callId) === created) this.#standing.set(callId, call);
      return call;
    } catch (error) {
      if (this.#calls.get(callId) === created) this.#calls.delete(callId);
      throw error;
    }
  }

  #existing(callId: string): CallMedia {
    const call = this.#standing.get(callId);
    if (call === undefined) throw new MediaError('call-media-unknown', 'The call has no media connection any more. Join the call again.');
    return call;
  }

  async #create(callId: string): Promise<CallMedia> {
    return CallMedia.create(this.#pool.leastLoaded(), {
      producersChanged: (participantId) => this.safeEmit('producersChanged', { callId, participantId }),
      activeSpeaker: (participantId) => this.safeEmit('activeSpeaker', { callId, participantId }),
      audioLevels: (levels) => this.safeEmit('audioLevels', { callId, levels }),
      connectionQuality: (scores) => this.safeEmit('connectionQuality', { callId, scores }),
      routerLost: () => {
        if (!this.#standing.delete(callId)) return;
        this.#calls.delete(callId);
        this.safeEmit('routerLost', { callId });
      },
    });
  }
}

function optionsOf({ id, iceParameters, iceCandidates, dtlsParameters }: mediasoup.WebRtcTransport): TransportOptions {
  return { id, iceParameters, iceCandidates, dtlsParameters };
}

/** mediasoup throws on capabilities that are malformed. */
function canConsume(router: mediasoup.Router, producerId: string, rtpCapabilities: mediasoup.RtpCapabilities): boolean {
  try {
    return router.canConsume({ producerId, rtpCapabilities });
  } catch {
    return false;
  }
}
