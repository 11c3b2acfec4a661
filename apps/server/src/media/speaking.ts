import type { types as mediasoup } from 'mediasoup';

const LEVEL_INTERVAL_MS = 250;
/** dBov under which a microphone counts as silent. */
const SILENCE_DBOV = -60;
/** A breath between two words is no end of a turn. */
const SILENCE_ENDS_TURN_MS = 1_000;

export interface SpeakingEvents {
  activeSpeaker: (participantId: string | null) => void;
  audioLevels: (levels: { participantId: string; level: number }[]) => void;
}

/** Who is heard in a call: levels four times a second, and the one active speaker or null in silence. */
export class Speaking {
  readonly #events: SpeakingEvents;
  readonly #participantOf = new Map<string, string>();
  #dominant: string | null = null;
  #announced: string | null = null;
  #lastHeardAt = -Infinity;
  #levels!: mediasoup.AudioLevelObserver;
  #speaker!: mediasoup.ActiveSpeakerObserver;
  #silenceTimer: NodeJS.Timeout | undefined;

  private constructor(events: SpeakingEvents) {
    this.#events = events;
  }

  static async create(router: mediasoup.Router, events: SpeakingEvents): Promise<Speaking> {
    const speaking = new Speaking(events);
    speaking.#levels = await router.createAudioLevelObserver({ maxEntries: 16, threshold: SILENCE_DBOV, interval: LEVEL_INTERVAL_MS });
    speaking.#speaker = await router.createActiveSpeakerObserver({ interval: LEVEL_INTERVAL_MS });
    speaking.#levels.on('volumes', (volumes) => speaking.#heard(volumes));
    speaking.#levels.on('silence', () => speaking.#silence());
    speaking.#speaker.on('dominantspeaker', ({ producer }) => {
      speaking.#dominant = speaking.#participantOf.get(producer.id) ?? null;
      speaking.#update();
    });
    return speaking;
  }

  async add(participantId: string, producer: mediasoup.Producer): Promise<void> {
    this.#participantOf.set(producer.id, participantId);
    producer.observer.once('close', () => this.#remove(producer.id));
    if (producer.closed) return this.#remove(producer.id);
    await Promise.all([this.#levels.addProducer({ producerId: producer.id }), this.#speaker.addProducer({ producerId: producer.id })]);
  }

  close(): void {
    clearTimeout(this.#silenceTimer);
  }

  #remove(producerId: string): void {
    const participantId = this.#participantOf.get(producerId);
    this.#participantOf.delete(producerId);
    if (participantId !== undefined && participantId === this.#dominant) {
      this.#dominant = null;
      this.#update();
    }
  }

  #heard(volumes: mediasoup.AudioLevelObserverVolume[]): void {
    const levels = volumes.flatMap(({ producer, volume }) => {
      const participantId = this.#participantOf.get(producer.id);
      return participantId === undefined ? [] : [{ participantId, level: volume }];
    });
    if (levels.length === 0) return;
    this.#lastHeardAt = performance.now();
    this.#events.audioLevels(levels);
    this.#update();
  }

  #silence(): void {
    this.#events.audioLevels([]);
    this.#update();
  }

  // mediasoup names a dominant speaker only when it changes, and keeps naming them through silence.
  #update(): void {
    clearTimeout(this.#silenceTimer);
    const silentFor = performance.now() - this.#lastHeardAt;
    const current = silentFor < SILENCE_ENDS_TURN_MS ? this.#dominant : null;
    if (current !== null) this.#silenceTimer = setTimeout(() => this.#update(), SILENCE_ENDS_TURN_MS - silentFor + 1).unref();
    if (current === this.#announced) return;
    this.#announced = current;
    this.#events.activeSpeaker(current);
  }
}
