import { z } from 'zod';
import { serverText } from './text.ts';
import { isoTime } from './time.ts';

/** Something that goes by itself: a call or recording with everything of it, or only a recording's video. */
export const dueItem = z.object({ kind: z.enum(['call', 'recording', 'video']), id: z.uuid(), title: serverText(), goesAt: isoTime });
export type DueItem = z.infer<typeof dueItem>;

/** `GET /api/retention`: after how many days what is deleted (null: never by itself), and what of one's own goes within `days`, soonest first. */
export const retentionView = z.object({
  callDays: z.number().nullable(),
  recordingDays: z.number().nullable(),
  videoDays: z.number().nullable(),
  /** How far ahead `due` looks. */
  days: z.int(),
  due: z.array(dueItem),
});
export type RetentionView = z.infer<typeof retentionView>;
