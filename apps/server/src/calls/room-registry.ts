import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable } from '@nestjs/common';
import { ConsentService } from '../consent/consent.service.ts';
import { CallClock } from './call-clock.ts';
import { CallsRepository } from './calls.repository.ts';
import { Room } from './room.ts';

/** The rooms of this node. A room is made when somebody first comes, also after a restart in the middle of a call. */
@Injectable()
export class RoomRegistry {
  /** `changed`: something that participants see is different. `restored`: a live call came back after a restart. */
  readonly events = new SafeEmitter<{ changed: [room: Room]; restored: [room: Room] }>();
  readonly #rooms = new Map<string, Room>();
  readonly #loading = new Map<string, Promise<Room | null>>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly consent: ConsentService,
  ) {}

  /** The room if it is in memory. */
  find(callId: string): Room | undefined {
    return this.#rooms.get(callId);
  }

  /** The room, made from storage if need be; null if there is no such call. */
  async get(callId: string): Promise<Room | null> {
    const room = this.#rooms.get(callId);
    if (room !== undefined) return room;
    const loading = this.#loading.get(callId) ?? this.#load(callId).finally(() => this.#loading.delete(callId));
    this.#loading.set(callId, loading);
    return loading;
  }

  /** The room if it is in memory or about to be. */
  async known(callId: string): Promise<Room | undefined> {
    return this.#rooms.get(callId) ?? (await this.#loading.get(callId)) ?? undefined;
  }

  all(): Room[] {
    return [...this.#rooms.values()];
  }

  live(): Room[] {
    return this.all().filter((room) => room.status === 'live');
  }

  changed(room: Room): void {
    room.noteOccupancy();
    this.events.safeEmit('changed', room);
  }

  remove(callId: string): void {
    this.#rooms.delete(callId);
    this.consent.forget(callId);
  }

  async #load(callId: string): Promise<Room | null> {
    const call = await this.repository.find(callId);
    if (call === undefined) return null;
    const rows = await this.repository.participantsOf(callId);
    if (call.status !== 'ended') await this.consent.load(callId);
    const startedAt = call.status === 'live' ? call.startedAt : null;
    const room = new Room(call, rows, startedAt === null ? null : new CallClock(Date.now() - startedAt.getTime()));
    if (call.status !== 'ended') this.#rooms.set(callId, room);
    if (startedAt !== null) this.events.safeEmit('restored', room);
    return room;
  }
}
