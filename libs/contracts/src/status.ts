import { z } from 'zod';
import { isoTime } from './time.ts';
import { serverText } from './text.ts';

const bytes = z.number().nonnegative();

/** One live call and how its media fare. Null: nothing flows, or it has not been measured yet. */
export const liveCallStatus = z.object({
  /** The call's id: the same that the log has. Nothing says whose call it is. */
  id: z.uuid(),
  startedAt: isoTime.nullable(),
  connected: z.int(),
  analysed: z.int(),
  /** On the worst of its tracks, 0-100. */
  lossPercent: z.number().nullable(),
  jitterMs: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  /** From its people to the server, and back to them. */
  kilobitsIn: z.number(),
  kilobitsOut: z.number(),
});

/** `GET /api/status`, for the administrator: how this node is. */
export const statusView = z.object({
  version: serverText(),
  node: z.object({ name: serverText(), version: serverText(), upSince: isoTime, accepting: z.boolean() }),
  /** `version`: null while it does not answer. */
  database: z.object({ kind: z.enum(['embedded', 'postgresql']), version: serverText().nullable(), storing: z.boolean() }),
  owedWrites: z.object({ owed: z.int(), lost: z.int(), refused: z.int() }),
  analyzers: z.array(
    z.object({
      name: serverText(),
      state: z.enum(['starting', 'running', 'slow', 'silent', 'away', 'failed']),
      device: serverText().nullable(),
      model: serverText().nullable(),
      taps: z.int(),
      detail: serverText().nullable(),
    }),
  ),
  mediaWorkers: z.int(),
  jobsRunning: z.int(),
  /** Of the data folder. Null where the system does not tell. */
  disk: z.object({ freeBytes: bytes, totalBytes: bytes }).nullable(),
  calls: z.array(liveCallStatus),
});
export type StatusView = z.infer<typeof statusView>;
export type LiveCallStatus = z.infer<typeof liveCallStatus>;
