import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import type { Database } from '../../database/database.ts';
import { nameOf } from './face-names.ts';
import { RecordingsRepository } from '../recordings.repository.ts';

/** The participants that faces are, as those of a call. */
@Injectable()
export class FaceParticipants {
  constructor(
    private readonly repository: RecordingsRepository,
    private readonly calls: RecordedCalls,
  ) {}

  /** Makes those that are missing. @returns the participants of all faces of the recording, by number */
  async add(id: string, numbers: readonly number[], tx: Database): Promise<Map<number, string>> {
    const known = new Map((await this.repository.facesOfIn(id, tx)).map((face) => [face.number, face.participantId]));
    const { listing = null } = (await this.repository.find(id, tx)) ?? {};
    for (const number of numbers) {
      if (known.has(number)) continue;
      const participantId = randomUUID();
      await this.calls.addFace(id, { participantId, name: nameOf(listing, number) }, tx);
      await this.repository.addFace({ participantId, recordingId: id, number }, tx);
      known.set(number, participantId);
    }
    return known;
  }
}
