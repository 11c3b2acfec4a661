import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { transcripts, utterances, type UtteranceContent } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import type { Seal } from '../keys/seal.ts';
import { type Opened, SealedTable } from '../keys/sealed-table.ts';

export type UtteranceRow = Omit<typeof utterances.$inferInsert, 'content'> &
  Pick<UtteranceContent, 'speaker' | 'text'> &
  Partial<UtteranceContent>;
export type TranscriptRow = Opened<typeof transcripts.$inferSelect>;
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
const SEALED = new SealedTable(utterances);
const SEALED_TRANSCRIPTS = new SealedTable(transcripts);
/** What a later text of the same utterance puts in place of the earlier one. */
const REPLACED = Object.fromEntries(
  ['content', 'startMs', 'endMs', 'participantId'].map((name) => [
    name,
    sql.raw(`excluded.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`),
  ]),
);

@Injectable()
export class TranscriptRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  /** By which a thread seals and opens what was said in the call. */
  async keyOf(callId: string): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.keys.of(callId)).bytes;
  }

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work(tx as unknown as Database));
  }

  /** Those that are there already stay as they are. */
  async addCaptions(callId: string, rows: UtteranceRow[]): Promise<void> {
    const seal = await this.keys.of(callId);
    await this.db
      .insert(utterances)
      .values(rows.map((row) => sealedRow(seal, row)))
      .onConflictDoNothing();
  }

  /** Stores each platform's id once. Answers which were new and which got another text; what was known already is not in the answer. */
  async push(callId: string, rows: UtteranceRow[], tx: Database): Promise<Pushed[]> {
    if (rows.length === 0) return [];
    const seal = await this.keys.of(callId, tx);
    // Pushes of one call come one after the other.
    await this.keys.lock(callId, tx);
    const pushed = rows.map((row) => ({ ...row, platformId: seal.fingerprint(row.platformId ?? '') }));
    const stored = await tx
      .select()
      .from(utterances)
      .where(
        and(
          eq(utterances.callId, callId),
          inArray(
            utterances.platformId,
            pushed.map(({ platformId }) => platformId),
          ),
        ),
      );
    const known = new Map(stored.map((row) => [row.platformId, SEALED.open(seal, row)]));
    const changed = pushed.filter((row) => {
      const before = known.get(row.platformId);
      return before === undefined || replaces(row, before);
    });
    if (changed.length === 0) return [];
    return (
      tx
        .insert(utterances)
        .values(changed.map((row) => sealedRow(seal, row)))
        .onConflictDoUpdate({ target: [utterances.callId, utterances.platformId], set: REPLACED })
        // PostgreSQL's way to say whether the row was there before.
        .returning({ id: utterances.id, isNew: sql<boolean>`xmax = 0` })
    );
  }

  /** Stores a batch of an import, JSON as a thread wrote it: what was said is sealed already. It does not count until {@link switchTo}. */
  async addImported(callId: string, importId: string, source: UtteranceRow['source'], batch: Uint8Array): Promise<void> {
    await this.db.execute(sql`
      insert into ${utterances} (id, call_id, import_id, source, participant_id, start_ms, end_ms, content)
      select id, ${callId}::uuid, ${importId}::uuid, ${source}, "participantId", "startMs", "endMs", decode(content, 'base64')
      from jsonb_to_recordset(${new TextDecoder().decode(batch)}::jsonb)
      as batch(id uuid, "participantId" uuid, "startMs" float8, "endMs" float8, content text)`);
  }

  /** From now on, and all at once, the import counts and no other does. */
  async switchTo(callId: string, { importId, offsetMs, fileName, dropLive }: Switch, tx: Database): Promise<void> {
    const about = SEALED_TRANSCRIPTS.seal(await this.keys.of(callId, tx), { callId, importId, offsetMs, fileName });
    await tx.insert(transcripts).values(about).onConflictDoUpdate({ target: transcripts.callId, set: about });
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

  /** What a participant said. */
  async removeOf(callId: string, participantId: string, tx: Database): Promise<void> {
    await tx.delete(utterances).where(and(eq(utterances.callId, callId), eq(utterances.participantId, participantId)));
  }

  /** What was heard of a participant live; what was imported or pushed stays. Answers how much it was. */
  async removeHeard(callId: string, participantId: string): Promise<number> {
    const ofThem = and(eq(utterances.callId, callId), eq(utterances.participantId, participantId));
    const removed = await this.db
      .delete(utterances)
      .where(and(ofThem, inArray(utterances.source, ['browser', 'speech'])))
      .returning({ id: utterances.id });
    return removed.length;
  }

  async about(callId: string): Promise<TranscriptRow | undefined> {
    const [row] = await this.db.select().from(transcripts).where(eq(transcripts.callId, callId));
    return row && SEALED_TRANSCRIPTS.open(await this.keys.of(callId), row);
  }

  async setOffset(callId: string, offsetMs: number, tx: Database): Promise<void> {
    await tx
      .insert(transcripts)
      .values({ callId, offsetMs, fileName: null, importId: null })
      .onConflictDoUpdate({ target: transcripts.callId, set: { offsetMs } });
  }

  /** What counts, as lists of `SealedUtterance` in JSON that nobody has parsed. */
  async *pages(callId: string, importId: string | null, size = 500): AsyncGenerator<Uint8Array> {
    const counts = or(isNull(utterances.importId), importId === null ? undefined : eq(utterances.importId, importId));
    let after = sql``;
    for (;;) {
      const { rows } = (await this.db.execute<Page>(sql`
        with page as (
          select id, participant_id as "participantId", start_ms as "startMs", end_ms as "endMs", source, encode(content, 'base64') as content
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

function sealedRow(seal: Seal, { speaker, text, words = null, confidence = null, ...row }: UtteranceRow): typeof utterances.$inferInsert {
  return SEALED.seal(seal, { ...row, content: { speaker, text, words, confidence } });
}

/** A later text replaces an earlier one, unless it is only its beginning: then it is the earlier one, sent once more. */
function replaces(row: UtteranceRow, before: Opened<typeof utterances.$inferSelect>): boolean {
  const { text, speaker } = before.content;
  if (!text.startsWith(row.text)) return true;
  return text === row.text && (speaker !== row.speaker || before.startMs !== row.startMs || before.endMs !== row.endMs);
}
