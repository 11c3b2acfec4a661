import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CallsService } from '../calls/calls.service.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { CallElsewhere } from '../cluster/call-holds.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { describe } from '../logging/describe.ts';
import { MediaService } from '../media/media.service.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallRecords } from './call-records.ts';
import { CallSockets } from './call-sockets.ts';

const LOOK_EVERY_MS = 5_000;
/** A killed server knows to within this time when somebody was last in a call. */
const NOTE_EVERY_MS = 10_000;
/** How long the router of a call that nobody is at is kept for somebody who comes back. */
const FREE_MEDIA_AFTER_MS = 60_000;
const FREE_ROOM_AFTER_MS = 120_000;
/** After a restart clients need some time to come back, however long the server was away. */
const WELCOME_BACK_MS = 60_000;
const LOOK_FOR_LOST_EVERY_MS = 60_000;

/** Ends live calls that everybody left, and frees what calls that nobody is at hold in memory. */
@Injectable()
export class EmptyCallsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Call');
  /** When a socket was last seen in each live call, and when its occupancy was last stored; by `performance.now()`. */
  readonly #seen = new Map<string, { atMs: number; notedMs: number }>();
  readonly #startedMs = performance.now();
  #lookedForLostMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'emptyCallMs'>,
    private readonly calls: CallsService,
    private readonly liveCalls: LiveCalls,
    private readonly records: CallRecords,
    private readonly life: CallLifeService,
    private readonly sockets: CallSockets,
    private readonly media: MediaService,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    // When the last person goes is known to the moment.
    this.liveCalls.events.on('changed', (liveCall) => {
      if (liveCall.status === 'live' && liveCall.connected().length === 0) this.records.changed(liveCall);
    });
    void this.#findLost();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
    // Participants who are here now count as here until now.
    for (const liveCall of this.liveCalls.live()) if (liveCall.connected().length > 0) this.records.changed(liveCall);
  }

  /** `nowMs`: of `performance.now()`. */
  look(nowMs = performance.now()): void {
    const liveCalls = this.liveCalls.all();
    for (const callId of this.#seen.keys()) if (this.liveCalls.find(callId) === undefined) this.#seen.delete(callId);
    for (const liveCall of liveCalls) this.#lookAt(liveCall, nowMs);
    // A router can outlive its call: somebody asked for it while the call ended.
    for (const callId of this.media.callIds()) if (this.liveCalls.find(callId) === undefined) this.media.closeCall(callId);
    if (nowMs - this.#lookedForLostMs > LOOK_FOR_LOST_EVERY_MS) void this.#findLost();
  }

  #lookAt(liveCall: LiveCall, nowMs: number): void {
    const seen = this.#seen.get(liveCall.id) ?? { atMs: nowMs, notedMs: 0 };
    this.#seen.set(liveCall.id, seen);
    if (this.sockets.ofRoom(liveCall).length > 0) {
      seen.atMs = nowMs;
      if (liveCall.status === 'live' && liveCall.connected().length > 0 && nowMs - seen.notedMs > NOTE_EVERY_MS) {
        seen.notedMs = nowMs;
        this.records.changed(liveCall);
      }
      return;
    }
    const emptyMs = nowMs - seen.atMs;
    if (
      liveCall.status === 'live' &&
      this.#emptySince(liveCall, emptyMs) >= this.config.emptyCallMs &&
      nowMs - this.#startedMs > WELCOME_BACK_MS
    ) {
      this.life.end(liveCall);
      this.records.logEndByItself(liveCall);
      return;
    }
    if (emptyMs >= FREE_MEDIA_AFTER_MS) this.media.closeCall(liveCall.id);
    if (liveCall.status === 'open' && emptyMs >= FREE_ROOM_AFTER_MS && this.records.isSettled(liveCall)) this.liveCalls.remove(liveCall.id);
  }

  /** How long nobody has been here, ms: also before a restart of the server. */
  #emptySince(liveCall: LiveCall, emptyMs: number): number {
    return Math.max(emptyMs, (liveCall.nowMs() ?? 0) - (liveCall.occupiedMs() ?? 0));
  }

  async #find(id: string): Promise<void> {
    try {
      await this.liveCalls.get(id);
    } catch (error) {
      // Another server sees to it.
      if (!(error instanceof CallElsewhere)) throw error;
    }
  }

  /** Live calls of an earlier run that nobody has come back to: they are brought into memory, so that they end like others. */
  async #findLost(): Promise<void> {
    this.#lookedForLostMs = performance.now();
    try {
      for (const id of await this.calls.liveIds()) await this.#find(id);
    } catch (error) {
      this.#logger.warn(`Calls of an earlier run could not be looked up; it is tried again. ${describe(error)}`);
    }
  }
}
