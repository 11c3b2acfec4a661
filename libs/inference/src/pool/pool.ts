import type { AnalyseItem, RawResult } from '../analyse.ts';
import { BATCHING, type Device } from '../classify/device.ts';
import { PoolError } from '../errors.ts';
import { greyPlane, packedCopy, type Frame } from '../frame.ts';
import { InferenceThread } from './inference-thread.ts';
import type { WorkerSetup } from './messages.ts';

export interface PoolOptions extends WorkerSetup {
  readonly threads: number;
}

interface Waiting extends PromiseWithResolvers<RawResult> {
  /** By `performance.now()`. */
  readonly since: number;
  readonly frame: Frame;
  readonly wanted: (() => boolean) | undefined;
}

/** A participant's place in line: the one frame that may wait. */
interface Place {
  readonly lane: Lane;
  waiting: Waiting | null;
}

/** A thread and the participants it serves; they stay with it, because it remembers their faces. */
interface Lane {
  thread: InferenceThread | null;
  /** In turn: who was served goes to the end. */
  readonly places: Map<string, Place>;
  gathering: NodeJS.Timeout | null;
  restarting: NodeJS.Timeout | null;
}

const [FIRST_RESTART_MS, LAST_RESTART_MS] = [50, 5_000];

/**
 * Runs detection and classification of many participants on a few threads. For each participant the newest frame
 * wins: a waiting one is refused (PoolError `busy`) when a newer one comes.
 */
export class InferencePool {
  readonly #options: PoolOptions;
  readonly #lanes: Lane[];
  readonly #places = new Map<string, Place>();
  #device: Device = 'cpu';
  /** After a device failed, threads start on the CPU. */
  #wanted: PoolOptions['device'];
  #closed = false;

  private constructor(options: PoolOptions) {
    this.#options = options;
    this.#wanted = options.device;
    this.#lanes = Array.from({ length: options.threads }, () => ({
      thread: null,
      places: new Map<string, Place>(),
      gathering: null,
      restarting: null,
    }));
  }

  /**
   * Starts all threads and loads the model in each.
   *
   * @throws CascadeError or ModelError, which say what to do; nothing is left running then
   */
  static async start(options: PoolOptions): Promise<InferencePool> {
    const pool = new InferencePool(options);
    try {
      [pool.#device = 'cpu'] = await Promise.all(pool.#lanes.map((lane) => pool.#startThread(lane)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** The device that really answers. */
  get device(): Device {
    return this.#device;
  }

  /** True while a frame of this participant is waiting: a further one would replace it. */
  busy(tapId: string): boolean {
    return (this.#places.get(tapId)?.waiting ?? null) !== null;
  }

  /**
   * What one frame of a participant says. With `frame.handOver`, the plane's memory is taken away unless it is shared. A frame that
   * has waited is refused (`released`) unless it is still `wanted` when its turn comes.
   *
   * @throws PoolError `busy` if a newer frame of the same participant took its place, `crashed`, `released`, `closed`
   * @throws RangeError if the plane is smaller than the frame says
   */
  async run(tapId: string, frame: Frame, wanted?: () => boolean): Promise<RawResult> {
    if (this.#closed) throw new PoolError('closed', 'Inference has been stopped.');
    const { width, height, stride, y } = frame;
    if (!(width > 0 && height > 0 && stride >= width && y.length >= stride * (height - 1) + width)) {
      throw new RangeError(`A plane of ${y.length} bytes is no frame of ${width}x${height} with a stride of ${stride}.`);
    }
    const place = this.#placeOf(tapId);
    place.waiting?.reject(new PoolError('busy', "A newer frame took this one's place."));
    const waiting: Waiting = { since: performance.now(), frame, wanted, ...Promise.withResolvers<RawResult>() };
    place.waiting = waiting;
    // What comes in the same moment goes together.
    queueMicrotask(() => this.#gather(place.lane));
    return waiting.promise;
  }

  /** Forgets a participant; a frame of theirs that waits or is in work is refused. */
  release(tapId: string): void {
    const place = this.#places.get(tapId);
    if (place === undefined) return;
    place.waiting?.reject(new PoolError('released', 'The participant is no longer analysed.'));
    place.waiting = null;
    this.#places.delete(tapId);
    place.lane.places.delete(tapId);
    place.lane.thread?.release(tapId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const tapId of [...this.#places.keys()]) this.release(tapId);
    await Promise.all(
      this.#lanes.map(async (lane) => {
        clearTimeout(lane.gathering ?? undefined);
        clearTimeout(lane.restarting ?? undefined);
        await lane.thread?.close();
      }),
    );
  }

  #placeOf(tapId: string): Place {
    const known = this.#places.get(tapId);
    if (known !== undefined) return known;
    const lane = this.#lanes.reduce((least, other) => (other.places.size < least.places.size ? other : least));
    const place: Place = { lane, waiting: null };
    this.#places.set(tapId, place);
    lane.places.set(tapId, place);
    return place;
  }

  /** Sends all that wait once there are enough of them, or the first has waited a moment for frames of other participants. */
  #gather(lane: Lane): void {
    if (lane.thread?.idle !== true) return;
    const waiting = [...lane.places.values()].flatMap((place) => place.waiting ?? []);
    if (waiting.length === 0) return;
    const { gatherMs, maxBatch } = BATCHING[this.#device];
    // The fewer participants there are, the fewer could arrive meanwhile: one alone never waits.
    const mayWait = gatherMs * (1 - 1 / lane.places.size);
    const waited = performance.now() - Math.min(...waiting.map(({ since }) => since));
    if (waiting.length >= Math.min(maxBatch, lane.places.size) || waited >= mayWait) return this.#dispatch(lane);
    lane.gathering ??= setTimeout(() => {
      lane.gathering = null;
      this.#gather(lane);
    }, mayWait - waited);
  }

  #dispatch(lane: Lane): void {
    if (lane.thread?.idle !== true) return;
    clearTimeout(lane.gathering ?? undefined);
    lane.gathering = null;
    for (const place of lane.places.values()) {
      if (place.waiting?.wanted?.() !== false) continue;
      place.waiting.reject(new PoolError('released', 'The participant is no longer analysed.'));
      place.waiting = null;
    }
    const batch = [...lane.places].filter(([, place]) => place.waiting !== null).slice(0, BATCHING[this.#device].maxBatch);
    if (batch.length === 0) return;
    const items: AnalyseItem[] = [];
    const transfer = new Set<ArrayBuffer>();
    const waiting = batch.map(([tapId, place]) => {
      const turn = place.waiting!;
      place.waiting = null;
      lane.places.delete(tapId);
      lane.places.set(tapId, place);
      items.push({ tapId, plane: this.#planeOf(turn.frame, transfer), atMs: turn.frame.atMs });
      return turn;
    });
    lane.thread
      .run(items, [...transfer])
      .then(
        (results) => waiting.forEach((turn, index) => turn.resolve(results[index]!)),
        (error: unknown) => waiting.forEach((turn) => turn.reject(error)),
      )
      .finally(() => this.#gather(lane));
  }

  /** Shared memory goes as it is, handed-over memory is transferred, anything else is copied once. */
  #planeOf(frame: Frame, transfer: Set<ArrayBuffer>): AnalyseItem['plane'] {
    const { buffer } = frame.y;
    if (buffer instanceof SharedArrayBuffer) return greyPlane(frame);
    if (frame.handOver !== true || transfer.has(buffer)) return packedCopy(greyPlane(frame));
    transfer.add(buffer);
    return greyPlane(frame);
  }

  async #startThread(lane: Lane): Promise<Device> {
    const { detector, model, modelsPath, cascadePath } = this.#options;
    const thread = new InferenceThread(
      { detector, model, modelsPath, device: this.#wanted, cascadePath },
      {
        exit: () => {
          if (lane.thread !== thread) return;
          lane.thread = null;
          // A thread that dies while a GPU computes for it most likely died of it.
          if (this.#device !== 'cpu') this.#fallBack(this.#device, 'the thread that used it stopped');
          this.#restart(lane, FIRST_RESTART_MS);
        },
        fellBack: (failed, message) => this.#fallBack(failed, message),
      },
    );
    try {
      const answered = await thread.started();
      if (this.#closed) throw new PoolError('closed', 'Inference has been stopped.');
      lane.thread = thread;
      this.#gather(lane);
      return answered;
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  #fallBack(failed: Device, message: string): void {
    this.#wanted = this.#device = 'cpu';
    console.warn(`The device "${failed}" failed (${message}). Inference goes on on the CPU; restart Attune to try the device again.`);
  }

  #restart(lane: Lane, afterMs: number): void {
    if (this.#closed) return;
    lane.restarting = setTimeout(() => {
      this.#startThread(lane).catch(() => this.#restart(lane, Math.min(afterMs * 2, LAST_RESTART_MS)));
    }, afterMs);
  }
}
