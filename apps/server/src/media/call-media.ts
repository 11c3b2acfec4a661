import type { types as mediasoup } from 'mediasoup';
import type { TapKind } from '#contracts/analyzer-link';
import { MEDIA_CODECS } from './codecs.ts';
import { MediaError } from './errors.ts';
import { type Direction, ParticipantMedia } from './participant-media.ts';
import { Speaking } from './speaking.ts';
import { RtpTapTransport, type TapTransport, WebRtcTapTransport } from './tap-transport.ts';
import type { MediaWorker } from './worker-pool.ts';

const CLIENT_START_BITRATE = 1_000_000;
/** Without a high start the bandwidth estimate would let only the lowest layer through in the first seconds. */
const TAP_START_BITRATE = 10_000_000;
const SCORE_INTERVAL_MS = 2_000;

export interface CallMediaEvents {
  producersChanged: (participantId: string) => void;
  activeSpeaker: (participantId: string | null) => void;
  audioLevels: (levels: { participantId: string; level: number }[]) => void;
  connectionQuality: (scores: { participantId: string; score: number }[]) => void;
  routerLost: () => void;
}

/** The router of one call and what its participants have on it. */
export class CallMedia {
  readonly router: mediasoup.Router;
  readonly #server: mediasoup.WebRtcServer;
  readonly #speaking: Speaking;
  readonly #events: CallMediaEvents;
  readonly #participants = new Map<string, ParticipantMedia>();
  readonly #scoreTimer: NodeJS.Timeout;

  private constructor(router: mediasoup.Router, server: mediasoup.WebRtcServer, speaking: Speaking, events: CallMediaEvents) {
    this.router = router;
    this.#server = server;
    this.#speaking = speaking;
    this.#events = events;
    this.#scoreTimer = setInterval(() => this.#announceScores(), SCORE_INTERVAL_MS).unref();
    router.observer.once('close', () => {
      clearInterval(this.#scoreTimer);
      speaking.close();
    });
    router.once('workerclose', events.routerLost);
  }

  static async create(place: MediaWorker, events: CallMediaEvents): Promise<CallMedia> {
    place.calls++;
    const router = await place.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
    router.observer.once('close', () => place.calls--);
    return new CallMedia(router, place.server, await Speaking.create(router, events), events);
  }

  /** `startBitrate`, in bit/s, is what the bandwidth estimate begins with. */
  async createTransport(startBitrate = CLIENT_START_BITRATE): Promise<mediasoup.WebRtcTransport> {
    return this.router.createWebRtcTransport({
      webRtcServer: this.#server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: startBitrate,
    });
  }

  async openTapTransport(kind: TapKind): Promise<TapTransport> {
    switch (kind) {
      case 'webrtc':
        return new WebRtcTapTransport(await this.createTransport(TAP_START_BITRATE));
      case 'rtp':
        return RtpTapTransport.open(this.router);
    }
  }

  attach(participantId: string, direction: Direction, transport: mediasoup.Transport): void {
    const known = this.#participants.get(participantId);
    const media = known ?? new ParticipantMedia(() => this.#events.producersChanged(participantId));
    this.#participants.set(participantId, media);
    media.attach(direction, transport);
  }

  /** Throws MediaError `transport-unknown` for a participant who has no connection in this call. */
  participant(participantId: string): ParticipantMedia {
    const media = this.#participants.get(participantId);
    if (media === undefined) throw new MediaError('transport-unknown', 'You have no media connection in this call. Join the call again.');
    return media;
  }

  get flows(): ParticipantMedia['flows'] {
    return [...this.#participants.values()].flatMap(({ flows }) => flows);
  }

  find(participantId: string): ParticipantMedia | undefined {
    return this.#participants.get(participantId);
  }

  async hear(participantId: string, producer: mediasoup.Producer): Promise<void> {
    await this.#speaking.add(participantId, producer);
  }

  drop(participantId: string): void {
    this.#participants.get(participantId)?.close();
    this.#participants.delete(participantId);
  }

  close(): void {
    for (const participantId of [...this.#participants.keys()]) this.drop(participantId);
    this.router.close();
  }

  #announceScores(): void {
    const scores = [...this.#participants].flatMap(([participantId, media]) => {
      const score = media.score;
      return score === null ? [] : [{ participantId, score }];
    });
    if (scores.length > 0) this.#events.connectionQuality(scores);
  }
}
