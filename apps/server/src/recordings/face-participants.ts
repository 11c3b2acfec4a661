import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CallsRepository } from '../calls/calls.repository.ts';
import { newParticipant } from '../calls/calls.service.ts';
import type { Database } from '../storage/database.ts';
import { nameOf } from './face-names.ts';
import { RecordingsRepository } from './recordings.repository.ts';

/** The participants that faces are, as those of a call. */
@Injectable()
export class FaceParticipants {
  constructor(private readonly repository: RecordingsRepository, private readonly calls: CallsRepository) {}

  /** Makes those that are missing. @returns the participants of all faces of the recording, by number */
  async add(id: string, numbers: readonly number[], tx: Database): Promise<Map<number, string>> {
    const known = new Map((await this.repository.facesOfIn(id, tx)).map((face) => [face.number, face.participantId]));
    const { listing = null } = await this.repository.find(id, tx) ?? {};
    for (const number of numbers) {
      if (known.has(number)) continue;
      const participantId = randomUUID();
      await this.calls.addParticipant(newParticipant(id, { id: participantId, role: 'patient', name: nameOf(listing, number), admittedAt: new Date() }), tx);
      await this.repository.addFace({ participantId, recordingId: id, number }, tx);
      known.set(number, participantId);
    }
    return known;
  }
}
