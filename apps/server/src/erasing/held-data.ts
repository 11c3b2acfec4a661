import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../database/database.ts';

/** What can be erased: a call or recording with everything of it, or one participant's part of it. */
export type DataSubject = { kind: 'call'; callId: string } | { kind: 'participant'; callId: string; participantId: string };

/** What one feature holds of subjects, and how it lets go of it. */
export interface HeldData {
  /** The tables in which it holds it. Every table that names a call, a participant or a recording is some feature's, or the server does not start. */
  tables: readonly PgTable[];
  /** Before anything is deleted: ends what is at work with the subject. Throws an `ApiException` where it cannot be erased now. */
  release?(subject: DataSubject): Promise<void>;
  /** In the transaction that erases. Rows that go with their call or participant by themselves need nothing here. */
  erase?(subject: DataSubject, transaction: Database): Promise<void>;
  /** Once the database has forgotten: files and memory. */
  finish?(subject: DataSubject): Promise<void>;
}
