import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { transcripts, utterances } from '../database/schema/index.ts';

export type UtteranceRow = typeof utterances.$inferInsert;
export type TranscriptRow = typeof transcripts.$inferSelect;
/** What an import comes to, once all its utterances are stored. */
export interface Switch {
  importId: string;
  offsetMs: number;
  fileName: string;
  dropLive: boolean;
}
type Page = { page: string | null; count: number; last: string | null };
export interface Pushed {
  id: string;
  isNew: boolean;
}

/** Deletes so many at a time, so that nothing else waits long for the database. */
const DELETED_AT_ONCE = 500;
/** A later text replaces an earlier one, unless it is only its beginning: then it is the earlier one, sent once more. */
const REPLACES = sql`(not starts_with(${utterances.text}, excluded.text)) or (${utterances.text} = excluded.text and (${utterances.speaker}, ${utterances.startMs}, ${utterances.endMs}) is distinct from (excluded.speaker, excluded.start_ms, excluded.end_ms))`;

@Injectable()
export class TranscriptRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work(tx as unknown as Database));
  }

  /** Those that are there already stay as they are. */
  async addCaptions(rows: UtteranceRow[]): Promise<void> {
    await this.db.insert(utterances).values(rows).onConflictDoNothing();
  }

  /** Stores each platform's id once. Answers which were new and which got another text; what was known already is not in the answer. */
  async push(rows: UtteranceRow[], tx: Database): Promise<Pushed[]> {
    if (rows.length === 0) return [];
    const names = ['text', 'speaker', 'start_ms', 'end_ms', 'words', 'confidence', 'participant_id'] as const;
    const set = Object.fromEntries(names.map((name) => [camel(name), sql.raw(`excluded.${name}`)]));
    return (
      tx
        .insert(utterances)
        .values(rows)
        .onConflictDoUpdate({ target: [utterances.callId, utterances.platformId], set, setWhere: REPLACES })
        // PostgreSQL's way to say whether the row was there before.
        .returning({ id: utterances.id, isNew: sql<boolean>`xmax = 0` })
    );
  }

  /** Stores a batch of an import, JSON as a thread wrote it. It does not count until {@link switchTo}. */
  async addImported(callId: string, importId: string, source: UtteranceRow['source'], batch: Uint8Array): Promise<void> {
    await this.db.execute(sql`
      insert into ${utterances} (id, call_id, import_id, source, participant_id, speaker, start_ms, end_ms, text, words, confidence)
      select id, ${callId}::uuid, ${importId}::uuid, ${source}, "participantId", speaker, "startMs", "endMs", text, nullif(words, 'null'::jsonb), confidence
      from jsonb_to_recordset(${new TextDecoder().decode(batch)}::jsonb)
      as batch(id uuid, "participantId" uuid, speaker text, "startMs" float8, "endMs" float8, text text, words jsonb, confidence float8)`);
  }

  /** From now on, and all at once, the import counts and no other does. */
  async switchTo(callId: string, { importId, offsetMs, fileName, dropLive }: Switch, tx: Database): Promise<void> {
    const about = { importId, offsetMs, fileName };
    await tx
      .insert(transcripts)
      .values({ callId, ...about })
      .onConflictDoUpdate({ target: transcripts.callId, set: about });
    if (dropLive) await tx.delete(utterances).where(and(eq(utterances.callId, callId), isNull(utterances.importId)));
  }

  /** Deletes, bit by bit, what imports brought that do not count: replaced ones and ones that did not come to their end. */
  async sweep(callId: string): Promise<void> {
    const current = (await this.about(callId))?.importId ?? null;
    const other = and(
      eq(utterances.callId, callId),
      isNotNull(utterances.importId),
      current === null ? undefined : ne(utterances.importId, current),
    );
    for (;;) {
      const deleted = await this.db
        .delete(utterances)
        .where(inArray(utterances.id, this.db.select({ id: utterances.id }).from(utterances).where(other).limit(DELETED_AT_ONCE)))
        .returning({ id: utterances.id });
      if (deleted.length < DELETED_AT_ONCE) return;
    }
  }

  async about(callId: string): Promise<TranscriptRow | undefined> {
    return (await this.db.select().from(transcripts).where(eq(transcripts.callId, callId)))[0];
  }

  async setOffset(callId: string, offsetMs: number, tx: Database): Promise<void> {
    await tx
      .insert(transcripts)
      .values({ callId, offsetMs, fileName: null, importId: null })
      .onConflictDoUpdate({ target: transcripts.callId, set: { offsetMs } });
  }

  /** What counts, as lists of `StoredUtterance` in JSON that nobody has parsed. */
  async *pages(callId: string, importId: string | null, size = 500): AsyncGenerator<Uint8Array> {
    const counts = or(isNull(utterances.importId), importId === null ? undefined : eq(utterances.importId, importId));
    let after = sql``;
    for (;;) {
      const { rows } = (await this.db.execute<Page>(sql`
        with page as (
          select id, participant_id as "participantId", speaker, start_ms as "startMs", end_ms as "endMs", text, source, confidence, words
          from ${utterances} where ${eq(utterances.callId, callId)} and ${counts} ${after} order by start_ms, id limit ${size}
        )
        select (select json_agg(page)::text from page) as page, (select count(*)::int from page) as count,
          (select json_build_array("startMs", id)::text from page order by "startMs" desc, id desc limit 1) as last`)) as { rows: Page[] };
      const [row] = rows;
      if (row === undefined || row.page === null || row.last === null) return;
      yield new TextEncoder().encode(row.page);
      if (row.count < size) return;
      const [startMs, id] = JSON.parse(row.last) as [number, string];
      after = sql`and start_ms >= ${startMs} and (start_ms, id) > (${startMs}::float8, ${id}::uuid)`;
    }
  }
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
