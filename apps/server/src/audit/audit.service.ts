import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { AUDITED_READS, type AuditAction, type AuditChain } from '#contracts/audit';
import { ApiException } from '../http/api-exception.ts';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { auditEntries } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { DatabaseHealth } from '../database/database-health.ts';
import { AuditRepository, type AuditRow } from './audit.repository.ts';
import { verifyChain } from './verify.ts';

export interface Actor {
  kind: AuditRow['actorKind'];
  id: string | null;
}
export type Detail = NonNullable<AuditRow['detail']>;
export interface Entry {
  actor: Actor;
  action: AuditAction;
  callId?: string;
  detail?: Detail;
}

/** The chain is one: entries of all calls are stored in one order. */
const LANE = 'audit';
/** An entry as it is owed to the database. */
const owedEntry = z.object({
  at: z.coerce.date(),
  actorKind: z.enum(['account', 'participant', 'platform', 'system', 'nobody']),
  actorId: z.uuid().nullable(),
  action: z.string(),
  callId: z.uuid().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
});
type OwedEntry = z.output<typeof owedEntry>;
const isRead = (action: AuditAction) => (AUDITED_READS as readonly string[]).includes(action);

/** The log of access: who, when, what, chained by hashes. Only ever added to. Entries hold ids; no names, no texts. */
@Injectable()
export class AuditService implements OnModuleInit {
  readonly #changes: OwedKind<OwedEntry>;

  constructor(
    private readonly repository: AuditRepository,
    private readonly health: DatabaseHealth,
    private readonly erasure: SubjectErasure,
    owed: OwedWrites,
  ) {
    this.#changes = owed.define({
      name: 'audit-entries',
      fenced: 'no',
      schema: owedEntry,
      store: (writes) => repository.append(writes.map(({ id, value }) => ({ entryId: id, ...value }))),
    });
  }

  async onModuleInit(): Promise<void> {
    // Entries stay: they hold ids only.
    this.erasure.register({ tables: [auditEntries] });
    await this.repository.begin();
  }

  /**
   * Records what somebody did. A read that cannot be recorded must not be answered: 503 `storage-failed`. A change has happened and
   * is recorded as soon as storing works.
   */
  async record(entry: Entry): Promise<void> {
    const row = rowOf(entry);
    if (!isRead(entry.action)) return void (await this.#changes.owe(LANE, row).outcome());
    if (!(await this.health.attempt(() => this.repository.append([{ entryId: randomUUID(), ...row }])))) {
      throw new ApiException(
        'storage-failed',
        'Who reads this must be recorded, and storing does not work at the moment. Try again later, or ask whoever runs Attune to look at the disk.',
      );
    }
  }

  verify(): Promise<AuditChain> {
    return verifyChain(this.repository);
  }

  entriesOf(callId: string): Promise<AuditRow[]> {
    return this.repository.entriesOf(callId);
  }
}

const rowOf = ({ actor, action, callId, detail }: Entry): OwedEntry => ({
  at: new Date(),
  actorKind: actor.kind,
  actorId: actor.id,
  action,
  callId: callId ?? null,
  detail: detail ?? null,
});
