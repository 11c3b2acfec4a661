import { Injectable } from '@nestjs/common';
import { storedProblem } from '#contracts/recording';
import type { FaceChoice } from '#contracts/recording-faces';
import { AuditService } from '../../audit/audit.service.ts';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { FileStore } from '../../files/file-store.ts';
import { allowedByUpload } from './face-choice.ts';
import { withNames } from './face-names.ts';
import { FaceParticipants } from './face-participants.ts';
import { Superseded } from '../jobs/job-ends.ts';
import { RecordingsRepository } from '../recordings.repository.ts';
import type { Listed } from '../jobs/task-process.ts';

/** What becomes of a recording once its faces are listed: it goes on by the upload's consent statement, or a person is asked. */
@Injectable()
export class FaceDecision {
  constructor(
    private readonly repository: RecordingsRepository,
    private readonly calls: RecordedCalls,
    private readonly participants: FaceParticipants,
    private readonly audit: AuditService,
    private readonly files: FileStore,
  ) {}

  /** @returns whose face may be analysed now; null: the recording waits as `choosing`, and no job holds it any more */
  async decide(id: string, attempt: string, { listing, notices, same }: Listed): Promise<number[] | null> {
    const { faces, earlier } = await this.repository.transaction(async (tx) => {
      const row = await this.repository.updateHeld(id, attempt, { problem: storedProblem(notices), checkpoint: null, attempts: 0 }, tx);
      if (row === undefined) throw new Superseded();
      await this.repository.update(id, { listing: withNames(listing, same, row.earlier), earlier: null }, tx);
      const allowed = allowedByUpload(listing, row.likely);
      if (allowed === null) {
        await this.repository.update(id, { status: 'choosing', run: null, attempt: null }, tx);
        return { faces: null, earlier: row.earlier };
      }
      const choice: FaceChoice = { faces: allowed, clinicians: [], by: 'upload', at: new Date().toISOString() };
      await this.repository.update(id, { choice, analysed: [], likely: null }, tx);
      await this.participants.add(id, allowed, tx);
      return { faces: allowed, earlier: row.earlier };
    });
    if (earlier !== null) await this.files.remove(earlier.tracks);
    if (faces !== null) {
      const call = await this.calls.find(id);
      await this.audit.record({
        actor: { kind: 'account', id: call?.ownerId ?? null },
        action: 'recording-faces-chosen',
        callId: id,
        detail: { faces: faces.join(','), by: 'upload' },
      });
    }
    return faces;
  }
}
