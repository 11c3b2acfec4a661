import { Injectable } from '@nestjs/common';
import type { ConsentDecision } from '#contracts/call';
import { AuditRepository, type AuditRow, type ConsentRow } from './audit.repository.ts';

export interface Actor { kind: 'account' | 'participant' | 'platform' | 'system'; id: string | null }
export type AuditAction = 'signed-in' | 'call-created' | 'invitation-renewed' | 'joined' | 'admitted' | 'denied' | 'left' | 'call-ended'
  | 'samples-erased' | 'timeline-read' | 'summary-read' | 'summary-exported' | 'transcript-imported' | 'segments-pushed' | 'note-signed' | 'note-reopened'
  | 'recording-created' | 'recording-consent' | 'recording-analysed' | 'recording-read' | 'recording-played' | 'recording-exported' | 'recording-rendered' | 'recording-explained'
  | 'recording-deleted' | 'recording-video-deleted';

export interface Entry { actor: Actor; action: AuditAction; callId?: string; detail?: AuditRow['detail'] }
export interface ConsentEntry { callId: string; participantId: string; decision: ConsentDecision; wording: string; language: string }

/** The log of consent and access: who, when, what, by which wording. Only ever added to. */
@Injectable()
export class AuditService {
  constructor(private readonly repository: AuditRepository) {}

  async record({ actor, action, callId, detail }: Entry): Promise<void> {
    await this.repository.addEntry({ at: new Date(), actorKind: actor.kind, actorId: actor.id, action, callId, detail });
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

  entriesOf(callId: string): Promise<AuditRow[]> {
    return this.repository.entriesOf(callId);
  }
}
