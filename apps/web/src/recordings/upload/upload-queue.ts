import { Store } from '#web/ui/store.ts';
import { type OpenSending, type Sending, type SendingJob, type SendingProblem } from './sending.ts';
import { Speedometer } from './speedometer.ts';

/**
 * waiting: its turn comes. sending. retrying: does not get through at the moment, tries again by itself. paused: by the person.
 * failed: a person has to do something. sent: all of it has arrived.
 */
export type UploadState = 'waiting' | 'sending' | 'retrying' | 'paused' | 'failed' | 'sent';

export interface UploadItem {
  key: number;
  title: string;
  bytes: number;
  sentBytes: number;
  state: UploadState;
  /** Set while retrying or failed. */
  problem: SendingProblem | null;
  /** Null until the server knows of it. */
  recordingId: string | null;
  /** Bytes a second; null while unknown. */
  speed: number | null;
  fromCamera: boolean;
  file: File;
}

export type NewUpload = SendingJob & { receivedBytes?: number };

export interface QueueClock {
  now(): number;
  after(ms: number, task: () => void): () => void;
}

const RETRY_AFTER_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
/** Progress comes with every packet; a person needs it a few times a second. */
const TELL_EVERY_MS = 250;

interface Entry {
  item: UploadItem;
  sending: Sending;
  speed: Speedometer;
  tries: number;
  toldAt: number;
  cancelRetry: (() => void) | null;
}

/** Sends files one after the other, so that the first is there soonest. Knows neither network nor screen. */
export class UploadQueue {
  readonly state = new Store<{ items: UploadItem[] }>({ items: [] });
  readonly #open: OpenSending;
  readonly #clock: QueueClock;
  #entries: Entry[] = [];
  #nextKey = 1;

  constructor(open: OpenSending, clock: QueueClock) {
    this.#open = open;
    this.#clock = clock;
  }

  add({ receivedBytes = 0, ...job }: NewUpload): number {
    const key = this.#nextKey++;
    const sending = this.#open(job, {
      onCreated: (recordingId) => {
        this.#change(key, { recordingId });
      },
      onProgress: (sentBytes) => {
        this.#progress(key, sentBytes);
      },
      onSent: () => {
        this.#settle(key, { state: 'sent', sentBytes: job.file.size, problem: null, speed: null });
      },
      onProblem: (problem) => {
        this.#trouble(key, problem);
      },
    });
    const item: UploadItem = {
      key,
      title: job.title,
      bytes: job.file.size,
      sentBytes: receivedBytes,
      state: 'waiting',
      problem: null,
      recordingId: job.recordingId,
      speed: null,
      fromCamera: job.fromCamera,
      file: job.file,
    };
    this.#entries.push({ item, sending, speed: new Speedometer(), tries: 0, toldAt: -Infinity, cancelRetry: null });
    this.#publish();
    this.#next();
    return key;
  }

  pause(key: number): void {
    const entry = this.#find(key);
    if (entry === undefined || !['waiting', 'sending', 'retrying'].includes(entry.item.state)) return;
    this.#halt(entry);
    this.#settle(key, { state: 'paused', problem: null, speed: null });
  }

  /** Goes on with what was paused or has failed, when its turn comes. */
  resume(key: number): void {
    const entry = this.#find(key);
    if (entry === undefined || (entry.item.state !== 'paused' && entry.item.state !== 'failed')) return;
    entry.tries = 0;
    this.#settle(key, { state: 'waiting', problem: null });
  }

  /** The network is back: what waits for its next try need not. */
  retryNow(): void {
    for (const entry of this.#entries) {
      if (entry.item.state !== 'retrying') continue;
      entry.cancelRetry?.();
      this.#send(entry);
    }
  }

  /**
   * Takes it off the list and has the server forget what has arrived.
   * @throws if the server does not answer; it is off the list then too, and the server still lists it as unfinished.
   */
  async cancel(key: number): Promise<void> {
    const entry = this.#find(key);
    if (entry === undefined) return;
    this.#halt(entry);
    this.remove(key);
    await entry.sending.discard();
  }

  /** Takes what has been sent off the list. */
  remove(key: number): void {
    this.#entries = this.#entries.filter(({ item }) => item.key !== key);
    this.#publish();
    this.#next();
  }

  /** Stops everything; what has arrived stays on the server. */
  close(): void {
    for (const entry of this.#entries) this.#halt(entry);
    this.#entries = [];
    this.#publish();
  }

  /** Whether leaving the page would stop or lose something. */
  get busy(): boolean {
    return this.#entries.some(
      ({ item }) => ['waiting', 'sending', 'retrying'].includes(item.state) || (item.fromCamera && item.state !== 'sent'),
    );
  }

  #find(key: number): Entry | undefined {
    return this.#entries.find(({ item }) => item.key === key);
  }

  #halt(entry: Entry): void {
    entry.cancelRetry?.();
    entry.cancelRetry = null;
    entry.sending.stop();
    entry.speed.reset();
  }

  #progress(key: number, sentBytes: number): void {
    const entry = this.#find(key);
    if (entry === undefined || entry.item.state === 'paused') return;
    const now = this.#clock.now();
    entry.speed.mark(now, sentBytes);
    // A try that gets something through has succeeded; the next trouble is a new one.
    if (sentBytes > entry.item.sentBytes) entry.tries = 0;
    if (entry.item.state === 'sending' && now - entry.toldAt < TELL_EVERY_MS) return;
    entry.toldAt = now;
    this.#change(key, { state: 'sending', problem: null, sentBytes, speed: entry.speed.perSecond });
  }

  #trouble(key: number, problem: SendingProblem): void {
    const entry = this.#find(key);
    if (entry === undefined) return;
    entry.speed.reset();
    if (!problem.again) {
      this.#settle(key, { state: 'failed', problem, speed: null });
      return;
    }
    const wait = RETRY_AFTER_MS[Math.min(entry.tries, RETRY_AFTER_MS.length - 1)] ?? 0;
    entry.tries += 1;
    entry.cancelRetry = this.#clock.after(wait, () => {
      this.#send(entry);
    });
    this.#change(key, { state: 'retrying', problem, speed: null });
  }

  #settle(key: number, change: Partial<UploadItem>): void {
    this.#change(key, change);
    this.#next();
  }

  /** One at a time. One that retries keeps its turn: the next would not get through either. */
  #next(): void {
    if (this.#entries.some(({ item }) => item.state === 'sending' || item.state === 'retrying')) return;
    const entry = this.#entries.find(({ item }) => item.state === 'waiting');
    if (entry === undefined) return;
    this.#change(entry.item.key, { state: 'sending' });
    entry.sending.start();
  }

  #send(entry: Entry): void {
    entry.cancelRetry = null;
    entry.sending.start();
  }

  #change(key: number, change: Partial<UploadItem>): void {
    const entry = this.#find(key);
    if (entry === undefined) return;
    entry.item = { ...entry.item, ...change };
    this.#publish();
  }

  #publish(): void {
    this.state.set({ items: this.#entries.map(({ item }) => item) });
  }
}
