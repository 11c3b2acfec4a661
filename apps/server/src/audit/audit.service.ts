import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { AUDITED_READS, type AuditAction, type AuditChain } from '#contracts/audit';
import type { ConsentDecision } from '#contracts/call';
import { ApiException } from '../http/api-exception.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { AuditRepository, type AuditRow, type ConsentRow, type NewEntry } from './audit.repository.ts';
import { verifyChain } from './verify.ts';

export interface Actor { kind: AuditRow['actorKind']; id: string | null }
export type Detail = NonNullable<AuditRow['detail']>;
export interface ConsentEntry { callId: string; participantId: string; decision: ConsentDecision; wording: string; language: string }
export interface Entry { actor: Actor; action: AuditAction; callId?: string; detail?: Detail }

const RETRY_MS = 2_000;
const BATCH = 50;
const isRead = (action: AuditAction) => (AUDITED_READS as readonly string[]).includes(action);

/** The log of access: who, when, what, chained by hashes. Only ever added to. Entries hold ids; no names, no texts. */
@Injectable()
export class AuditService implements OnModuleInit, BeforeApplicationShutdown {
  readonly #owed: NewEntry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(private readonly repository: AuditRepository, private readonly health: StorageHealth) {}

  async onModuleInit(): Promise<void> {
    await this.repository.begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#flush();
  }

  /**
   * Records what somebody did. A read that cannot be recorded must not be answered: 503 `storage-failed`. A change has happened and
   * is recorded as soon as storing works.
   */
  async record(entry: Entry): Promise<void> {
    const row = rowOf(entry);
    if (!isRead(entry.action)) return this.#owe(row);
    if (!await this.health.attempt(() => this.repository.append([row]))) {
      throw new ApiException(503, 'storage-failed', 'Who reads this must be recorded, and storing does not work at the moment. Try again later, or ask whoever runs Attune to look at the disk.');
    }
  }

  async recordConsent(entry: ConsentEntry): Promise<void> {
    await this.repository.addConsent({ ...entry, at: new Date() });
  }

  /** The decision in force of each participant who ever decided. */
  async consentsInForce(callId: string): Promise<Map<string, ConsentDecision>> {
    return new Map((await this.repository.consentsOf(callId)).map((row) => [row.participantId, row.decision]));
  }

  consentLog(callId: string): Promise<ConsentRow[]> {
    return this.repository.consentsOf(callId);
  }

  verify(): Promise<AuditChain> {
    return verifyChain(this.repository);
  }

  entriesOf(callId: string): Promise<AuditRow[]> {
    return this.repository.entriesOf(callId);
  }

  /** Resolves once the first try is over. */
  async #owe(row: NewEntry): Promise<void> {
    this.#owed.push(row);
    await this.#flush();
  }

  #flush(): Promise<void> {
    return this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    while (this.#owed.length > 0) {
      const batch = this.#owed.slice(0, BATCH);
      if (!await this.health.attempt(() => this.repository.append(batch))) {
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => void this.#flush(), RETRY_MS).unref();
        return;
      }
      this.#owed.splice(0, batch.length);
    }
  }
}

const rowOf = ({ actor, action, callId, detail }: Entry): NewEntry =>
  ({ entryId: randomUUID(), at: new Date(), actorKind: actor.kind, actorId: actor.id, action, callId: callId ?? null, detail: detail ?? null });
