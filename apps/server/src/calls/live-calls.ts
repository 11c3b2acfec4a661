import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { ConsentService } from '../consent/consent.service.ts';
import { CallClock } from './call-clock.ts';
import { CallsRepository } from './calls.repository.ts';
import { LiveCall } from './live-call.ts';

/** The live calls of this node. One is made when somebody first comes, also after a restart in the middle of a call. */
@Injectable()
export class LiveCalls {
  /** `changed`: something that participants see is different. `restored`: a live call came back after a restart. */
  readonly events = new SafeEmitter<{ changed: [liveCall: LiveCall]; restored: [liveCall: LiveCall] }>();
  readonly #liveCalls = new Map<string, LiveCall>();
  readonly #loading = new Map<string, Promise<LiveCall | null>>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly consent: ConsentService,
  ) {}

  /** The live call if it is in memory. */
  find(callId: string): LiveCall | undefined {
    return this.#liveCalls.get(callId);
  }

  /** The live call, made from storage if need be; null if there is no such call. */
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

  remove(callId: string): void {
    this.#liveCalls.delete(callId);
    this.consent.forget(callId);
  }

  async #load(callId: string): Promise<LiveCall | null> {
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
