import { Injectable } from '@nestjs/common';
import { CallsRepository, type CallRow } from './calls.repository.ts';

/** A call that is over, or was never held, or a recording. `since`: when its time of being kept began. */
export interface Kept {
  id: string;
  title: string;
  since: Date;
}

/** Calls and recordings by how long they have been kept. */
@Injectable()
export class KeptCalls {
  constructor(private readonly repository: CallsRepository) {}

  /** Those that ended, or were made and never held, before this; oldest first. `ownerId`: one account's only. */
  async endedBefore(kind: CallRow['kind'], before: Date, ownerId?: string): Promise<Kept[]> {
    const rows = await this.repository.endedBefore(kind, before, ownerId);
    return rows.map(({ id, title, endedAt, createdAt }) => ({ id, title, since: endedAt ?? createdAt }));
  }
}
