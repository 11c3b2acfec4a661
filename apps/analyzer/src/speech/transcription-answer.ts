import { z } from 'zod';
import { segmentFault, utteranceFault } from './nonsense.ts';
import type { Outcome } from './recogniser.ts';

/** `verbose_json`, or the plain `json` of servers that have nothing more. Others' times and figures are not relied on. */
const answer = z.object({
  text: z.string(),
  segments: z
    .array(
      z.object({
        text: z.string(),
        no_speech_prob: z.number().optional(),
        avg_logprob: z.number().optional(),
        compression_ratio: z.number().optional(),
      }),
    )
    .optional(),
});

/** Said by servers in place of sound that is none. */
const NOT_SAID = /\[[^[\]]{0,200}\]|\([^()]{0,200}\)|♪[^♪]{0,200}|\*[^*]{0,200}\*/g;

/** What a service answered, or null where it is no such answer. */
export function readTranscription(body: unknown, durationMs: number): Outcome | null {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return null;
  const { text, segments = [] } = parsed.data;
  const heard = (segments.length > 0 ? segments : [{ text }]).map((segment) => ({
    ...segment,
    text: segment.text.replace(NOT_SAID, ' ').trim(),
  }));
  const faults = heard.map(segmentFault);
  const kept = heard.filter((_, index) => faults[index] === null);
  const fault = kept.length === 0 ? (faults.find((one) => one !== 'nothing') ?? 'nothing') : utteranceFault(kept, durationMs);
  if (fault !== null) return { dropped: fault };
  const likely = kept.flatMap(({ avg_logprob: value }) => (value === undefined ? [] : [Math.exp(Math.min(0, value))]));
  const confidence = likely.reduce((sum, value) => sum + value, 0) / likely.length;
  return {
    said: {
      text: kept
        .map((segment) => segment.text)
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim(),
      ...(likely.length > 0 && { confidence }),
    },
  };
}
