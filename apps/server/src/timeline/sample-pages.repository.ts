import { Inject, Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { DATABASE } from '../storage/database.token.ts';
import { sampleChunks } from '../storage/schema.ts';

type Page = { page: string | null; count: number; last: string | null };

/** Stored samples as the database gives them out, for a thread to parse: an hour of a call is megabytes of JSON. */
@Injectable()
export class SamplePagesRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Lists of `[participantId, classes, samples, writeId]` as JSON, in the order of their times. */
  async of(callId: string, size = 500): Promise<Uint8Array<ArrayBuffer>[]> {
    const pages: Uint8Array<ArrayBuffer>[] = [];
    let after = sql``;
    for (;;) {
      const { rows: [row] } = await this.db.execute<Page>(sql`
        with page as (
          select id, start_ms, json_build_array(participant_id, classes, samples, write_id) as chunk
          from ${sampleChunks} where ${eq(sampleChunks.callId, callId)} ${after} order by start_ms, id limit ${size}
        )
        select (select json_agg(chunk order by start_ms, id)::text from page) as page, (select count(*)::int from page) as count,
          (select json_build_array(start_ms, id)::text from page order by start_ms desc, id desc limit 1) as last`) as { rows: Page[] };
      if (row === undefined || row.page === null || row.last === null) return pages;
      pages.push(new TextEncoder().encode(row.page));
      if (row.count < size) return pages;
      const [startMs, id] = JSON.parse(row.last) as [number, number];
      after = sql`and start_ms >= ${startMs} and (start_ms, id) > (${startMs}::float8, ${id}::bigint)`;
    }
  }
}
