import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { pushSegments } from '#contracts/transcript';
import { personNamed, type Person } from './speaker-matching.ts';
import type { UtteranceRow } from './transcript.repository.ts';

type Segment = z.output<typeof pushSegments>['segments'][number];
/** `repeated` segments stand before another one with their id, `empty` ones say nothing; `count` were sent. */
export interface PushedRows {
  rows: UtteranceRow[];
  repeated: number;
  empty: number;
  count: number;
}

/** A batch as rows, each id once with its last text; speakers it names become participants where only one can be meant. */
export function pushedRows(callId: string, segments: readonly Segment[], people: readonly Person[]): PushedRows {
  const said = segments.filter(({ text }) => text.trim() !== '');
  const idOf = personNamed(people);
  const known = new Set(people.map(({ id }) => id));
  const rows = new Map<string, UtteranceRow>();
  for (const { id, participantId, ...segment } of said) {
    const platformId = id ?? contentId(segment, participantId);
    const before = rows.get(platformId);
    // An earlier text that comes late is only the beginning of what is there.
    if (before?.text.startsWith(segment.text) === true && before.text !== segment.text) continue;
    rows.set(platformId, {
      ...segment,
      id: randomUUID(),
      callId,
      platformId,
      source: 'platform',
      endMs: Math.max(segment.startMs, segment.endMs),
      participantId:
        participantId !== undefined && participantId !== null && known.has(participantId) ? participantId : idOf(segment.speaker),
    });
  }
  return { rows: [...rows.values()], repeated: said.length - rows.size, empty: segments.length - said.length, count: segments.length };
}

/** Where a platform has no ids, the same words of the same speaker at the same time are the same utterance. */
function contentId({ speaker, startMs, endMs, text }: Omit<Segment, 'id'>, participantId: string | null | undefined): string {
  return `content:${createHash('sha256')
    .update(JSON.stringify([participantId ?? null, speaker, startMs, endMs, text]))
    .digest('hex')}`;
}
