import { z } from 'zod';
import { marker, speakingTurn } from './call.ts';
import { emotionSample } from './emotion.ts';
import { serverText } from './text.ts';

/** The stored timeline of one participant. */
export const participantTimeline = z.object({
  participantId: z.uuid(),
  name: serverText(),
  classes: z.array(serverText()),
  samples: z.array(emotionSample),
});
export type ParticipantTimeline = z.infer<typeof participantTimeline>;

/** `GET /api/calls/:id/timeline`. */
export const callTimeline = z.object({
  durationMs: z.number().nonnegative(),
  participants: z.array(participantTimeline),
  turns: z.array(speakingTurn),
  markers: z.array(marker),
});
export type CallTimeline = z.infer<typeof callTimeline>;
