import { Inject, Injectable } from '@nestjs/common';
import { and, eq, gt, isNull, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { sampleChunks } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { type SamplePage, toPage } from './sample-pages.ts';

/** What of a call's samples is not to be read: chunks on their way, by the id under which they will be stored, and what is ordered to be erased. */
export interface LeftOut {
  writeIds: string[];
  hidden: { participantId: string; uptoMs: number }[];
}

/** Of one statement: an hour and more of a participant. */
const ROWS = 16_000;

type Row = { participantId: string; classes: string; data: Uint8Array; count: number; last: string };

/** Stored samples as the database gives them out, sealed, for a thread to read: all rows of a participant in one piece, each behind its length (4 bytes). */
@Injectable()
export class SamplePagesRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  /** A participant after the other, each in the order of time. */
  async of(callId: string, leftOut: LeftOut, size = ROWS): Promise<SamplePage[]> {
    const pages: SamplePage[] = [];
    const seal = await this.keys.of(callId);
    const wanted = and(eq(sampleChunks.callId, callId), visible(leftOut));
    let after = sql``;
    for (;;) {
      const { rows } = (await this.db.execute<Row>(sql`
        with page as (
          select id, participant_id, start_ms from ${sampleChunks} where ${wanted} ${after} order by participant_id, start_ms, id limit ${size}
        )
        select chunk.participant_id as "participantId", chunk.classes::text as classes,
          string_agg(int4send(length(chunk.data)) || chunk.data, ''::bytea order by chunk.start_ms, chunk.id) as data,
          (select count(*)::int from page) as count,
          (select json_build_array(participant_id, start_ms, id)::text from page order by participant_id desc, start_ms desc, id desc limit 1) as last
        from page join ${sampleChunks} chunk using (id) group by chunk.participant_id, chunk.classes order by chunk.participant_id, max(chunk.start_ms)`)) as {
        rows: Row[];
      };
      for (const { participantId, classes, data } of rows)
        pages.push(toPage(participantId, JSON.parse(classes) as string[], data, seal.bytes));
      const [first] = rows;
      if (first === undefined || first.count < size) return pages;
      const [participantId, startMs, id] = JSON.parse(first.last) as [string, number, number];
      after = sql`and (participant_id, start_ms, id) > (${participantId}::uuid, ${startMs}::float8, ${id}::bigint)`;
    }
  }

  /** How many samples of a participant are stored. */
  async count(callId: string, participantId: string, leftOut: LeftOut): Promise<number> {
    const [row] = await this.db
      .select({ total: sql<number>`coalesce(sum(${sampleChunks.count}), 0)::int` })
      .from(sampleChunks)
      .where(and(eq(sampleChunks.callId, callId), eq(sampleChunks.participantId, participantId), visible(leftOut)));
    return row?.total ?? 0;
  }
}

/** What is ordered to be erased up to a time are the chunks that begin by then, as the erasure itself takes them. */
function visible({ writeIds, hidden }: LeftOut): SQL | undefined {
  return and(
    writeIds.length === 0 ? undefined : or(isNull(sampleChunks.writeId), notInArray(sampleChunks.writeId, writeIds)),
    ...hidden.map(({ participantId, uptoMs }) => {
      const other = ne(sampleChunks.participantId, participantId);
      return Number.isFinite(uptoMs) ? or(other, gt(sampleChunks.startMs, uptoMs)) : other;
    }),
  );
}
