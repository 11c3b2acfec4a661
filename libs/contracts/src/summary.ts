import { z } from 'zod';
import { utterance } from './transcript.ts';
import { serverText } from './text.ts';

/** A stretch in which one label leads. */
export const segment = z.object({
  label: serverText(),
  startMs: z.number(),
  endMs: z.number(),
  /** Mean smoothed probability of the label over the segment. */
  probability: z.number(),
  coverage: z.number(),
});
export type Segment = z.infer<typeof segment>;

/** Emotion over a span: shares are of the time with an estimate and sum to 1; null without any. */
export const distribution = z.object({
  coverage: z.number().min(0).max(1),
  shares: z.record(serverText(), z.number()).nullable(),
  leading: serverText().nullable(),
});
export type Distribution = z.infer<typeof distribution>;

export const joinedUtterance = utterance.extend({
  /** The emotion of the analysed participant while this was said, no matter who said it. */
  emotion: distribution,
  /** Whose expression that is. unknown: it is not known who speaks, so it may be either. Null where nobody was analysed. */
  emotionOf: z.object({ participantId: z.uuid(), name: serverText(), part: z.enum(['speaking', 'listening', 'unknown']) }).nullable(),
  /** Up to 24 steps over the utterance: leading label and its probability, null where there is no estimate. */
  spark: z.array(z.object({ label: serverText(), probability: z.number() }).nullable()).max(24),
});
export type JoinedUtterance = z.infer<typeof joinedUtterance>;

/** How much a face moved from its own baseline, the person's first minute in view: see `Expressivity` in libs/inference. */
export const expressivity = z.object({
  /** Mean Hellinger distance from the baseline, 0-1: 0 as in the baseline, 1 nothing in common with it. */
  mean: z.number().min(0).max(1),
  /** Share of the call in which it was measured; the baseline itself is not. */
  coverage: z.number().min(0).max(1),
});
export type Expressivity = z.infer<typeof expressivity>;

export const participantSummary = z.object({
  participantId: z.uuid(),
  name: serverText(),
  role: serverText(),
  /** Share of the call in which this participant was the active speaker. */
  talkShare: z.number().min(0).max(1),
  talkMs: z.number().nonnegative(),
  /** Null for a participant who was never analysed. */
  expression: z
    .object({
      classes: z.array(serverText()),
      coverage: z.number().min(0).max(1),
      /** Milliseconds per class in which it led, and the time without an estimate by state. */
      timeMs: z.record(serverText(), z.number()),
      withoutEstimateMs: z.record(serverText(), z.number()),
      /** Null where too little of the face was seen. */
      expressivity: expressivity.nullable(),
      segments: z.array(segment),
      /** Where the leading label changed. */
      changePoints: z.array(z.object({ atMs: z.number(), from: serverText().nullable(), to: serverText() })),
      strongest: z.array(segment.extend({ said: z.array(z.object({ speaker: serverText(), text: serverText(), startMs: z.number() })) })),
    })
    .nullable(),
});
export type ParticipantSummary = z.infer<typeof participantSummary>;

/** The conversation as data, computed from who spoke when and what was said: see `libs/timeline/src/conversation.ts` for each definition. */
export const conversation = z.object({
  /** What it is computed from: utterances of known speakers, else the turns of the active speaker. */
  source: z.enum(['transcript', 'turns']),
  silences: z.object({ count: z.int().nonnegative(), totalMs: z.number(), longestMs: z.number() }),
  speakers: z.array(
    z.object({
      participantId: z.uuid(),
      /** Also of a person whom only the transcript has. */
      name: serverText(),
      /** Null where too little was said to tell. */
      wordsPerMinute: z.number().nullable(),
      /** Median time from another's last word to this one's first; null where there were fewer than three. */
      responseMs: z.number().nullable(),
      /** Null where it is computed from turns, which never overlap, or there is no transcript. */
      interruptions: z.int().nonnegative().nullable(),
      questions: z.int().nonnegative().nullable(),
    }),
  ),
});
export type Conversation = z.infer<typeof conversation>;

/** `GET /api/calls/:id/summary`; also the JSON export. */
export const callSummary = z.object({
  version: z.literal(1),
  callId: z.uuid(),
  title: serverText(),
  startedAt: serverText().nullable(),
  durationMs: z.number().nonnegative(),
  /** True until a clinician has signed the note. */
  unreviewed: z.boolean(),
  participants: z.array(participantSummary),
  /** Null where nobody is known to have spoken. */
  conversation: conversation.nullable(),
  transcript: z.array(joinedUtterance),
});
export type CallSummary = z.infer<typeof callSummary>;
