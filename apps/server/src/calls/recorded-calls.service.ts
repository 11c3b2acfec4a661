import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../http/paging.ts';
import type { Database } from '../database/database.ts';
import { CallsRepository, type CallRow, type ParticipantRow } from './calls.repository.ts';
import { newParticipant } from './calls.service.ts';

/** The call that a recording's samples, transcript and note belong to, under the recording's id; the recording's faces are its participants. */
@Injectable()
export class RecordedCalls {
  constructor(private readonly repository: CallsRepository) {}

  /** Undefined for a call that was no recording. */
  async find(id: string): Promise<CallRow | undefined> {
    const call = await this.repository.find(id);
    return call?.kind === 'recording' ? call : undefined;
  }

  /** A page, newest first. */
  ofOwner(ownerId: string, page: PageRequest): Promise<Page<CallRow>> {
    return this.repository.ofOwner(ownerId, 'recording', page);
  }

  async create({ id, ownerId, title, at }: { id: string; ownerId: string; title: string; at: Date }, tx: Database): Promise<void> {
    await this.repository.create(
      {
        id,
        ownerId,
        title,
        kind: 'recording',
        status: 'ended',
        createdAt: at,
        startedAt: at,
        endedAt: at,
        durationMs: 0,
        patientName: '',
        platformGivenAt: null,
        labelLagMs: 0,
      },
      tx,
    );
  }

  async rename(id: string, title: string): Promise<void> {
    await this.repository.update(id, { title });
  }

  /** How long the video is, and by how much its labels lag; ms. */
  async measured(id: string, times: { durationMs: number; labelLagMs?: number }): Promise<void> {
    await this.repository.updateRecording(id, times);
  }

  facesOf(...ids: string[]): Promise<ParticipantRow[]> {
    return this.repository.participantsOf(...ids);
  }

  async addFace(callId: string, { participantId, name }: { participantId: string; name: string }, tx: Database): Promise<void> {
    await this.repository.addParticipant(newParticipant(callId, { id: participantId, role: 'patient', name, admittedAt: new Date() }), tx);
  }

  async renameFace(callId: string, participantId: string, name: string, tx: Database): Promise<void> {
    await this.repository.updateParticipant({ id: participantId, callId }, { name }, tx);
  }

  async removeFace(participantId: string, tx: Database): Promise<void> {
    await this.repository.removeParticipant(participantId, tx);
  }

  async removeFaces(callId: string, tx: Database): Promise<void> {
    await this.repository.removeParticipants(callId, tx);
  }
}
