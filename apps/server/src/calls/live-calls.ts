import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { ConsentService } from '../consent/consent.service.ts';
import { CallClock } from './call-clock.ts';
import { CallHolds } from '../cluster/call-holds.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { type CallRow, CallsRepository } from './calls.repository.ts';
import { LiveCall } from './live-call.ts';

const SETTLED_WITHIN_MS = 2_000;

/** The live calls of this node. One is made when somebody first comes, also after a restart in the middle of a call. */
@Injectable()
export class LiveCalls {
  /** `changed`: something that participants see is different. `restored`: a live call came back after a restart. `dropped`: it goes on elsewhere, and stops here. */
  readonly events = new SafeEmitter<{ changed: [liveCall: LiveCall]; restored: [liveCall: LiveCall]; dropped: [liveCall: LiveCall] }>();
  readonly #liveCalls = new Map<string, LiveCall>();
  readonly #loading = new Map<string, Promise<LiveCall | null>>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly consent: ConsentService,
    private readonly owed: OwedWrites,
    private readonly holds: CallHolds,
  ) {
    this.holds.events.on('lost', (callId) => this.drop(callId));
  }

  /** The live call if it is in memory. */
  find(callId: string): LiveCall | undefined {
    return this.#liveCalls.get(callId);
  }

  /** The live call, made from storage if need be; null if there is no such call. Throws CallElsewhere where another server has it. */
  async get(callId: string): Promise<LiveCall | null> {
    const liveCall = this.#liveCalls.get(callId);
    if (liveCall !== undefined) return liveCall;
    const loading = this.#loading.get(callId) ?? this.#load(callId).finally(() => this.#loading.delete(callId));
    this.#loading.set(callId, loading);
    return loading;
  }

  /** The live call if it is in memory or about to be. */
  async known(callId: string): Promise<LiveCall | undefined> {
    return this.#liveCalls.get(callId) ?? (await this.#loading.get(callId)) ?? undefined;
  }

  all(): LiveCall[] {
    return [...this.#liveCalls.values()];
  }

  live(): LiveCall[] {
    return this.all().filter((liveCall) => liveCall.status === 'live');
  }

  changed(liveCall: LiveCall): void {
    liveCall.noteOccupancy();
    this.events.safeEmit('changed', liveCall);
  }

  /** The call has ended, or nobody is at it. */
  remove(callId: string): void {
    this.#liveCalls.delete(callId);
    this.consent.forget(callId);
    void this.#release(callId);
  }

  /** The call goes on elsewhere: its people come back by themselves, and are sent there. Resolves when this server has given it back. */
  async drop(callId: string): Promise<void> {
    const liveCall = this.#liveCalls.get(callId);
    if (liveCall !== undefined) {
      this.#liveCalls.delete(callId);
      this.events.safeEmit('dropped', liveCall);
      this.consent.forget(callId);
    }
    await this.#release(callId);
  }

  /** Another server must not read a call that this one has not stored yet. */
  async #release(callId: string): Promise<void> {
    const isGone = () => !this.#liveCalls.has(callId) && !this.#loading.has(callId);
    while (isGone() && this.holds.of(callId) !== null) if (await this.owed.caughtUp(callId, SETTLED_WITHIN_MS)) break;
    if (isGone()) await this.holds.release(callId);
  }

  async #load(callId: string): Promise<LiveCall | null> {
    const call = await this.repository.find(callId);
    if (call === undefined) return null;
    if (call.status !== 'ended') return this.#take(call);
    return new LiveCall(call, await this.repository.participantsOf(callId), null);
  }

  async #take(stored: CallRow): Promise<LiveCall | null> {
    const callId = stored.id;
    const token = await this.holds.take(callId, { fence: stored.fence, isLive: stored.status === 'live' });
    try {
      if (token > stored.fence) {
        await this.repository.claim(callId, token);
        await this.consent.takeOver(callId);
      }
      return await this.#make(callId);
    } catch (error) {
      await this.holds.release(callId);
      throw error;
    }
  }

  /** Read once nobody else can change it any more. */
  async #make(callId: string): Promise<LiveCall | null> {
    const call = await this.repository.find(callId);
    if (call === undefined) return null;
    const rows = await this.repository.participantsOf(callId);
    if (call.status !== 'ended') await this.consent.load(callId);
    const startedAt = call.status === 'live' ? call.startedAt : null;
    const liveCall = new LiveCall(call, rows, startedAt === null ? null : new CallClock(Date.now() - startedAt.getTime()));
    if (call.status !== 'ended') this.#liveCalls.set(callId, liveCall);
    if (startedAt !== null) this.events.safeEmit('restored', liveCall);
    return liveCall;
  }
}
