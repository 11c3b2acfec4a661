import { z } from 'zod';
import { faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

const GIGABYTE = 1_000_000_000;
const HOUR_MS = 3_600_000;

const number = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a number from ${min} to ${max}` })
    .min(min, `must be a number from ${min} to ${max}`)
    .max(max, `must be a number from ${min} to ${max}`);

export const recordingEnvironment = z.object({
  ATTUNE_UPLOAD_MAX_GB: number(0.001, 1_000).default(8),
  ATTUNE_RECORDING_MAX_HOURS: number(0.01, 24).default(3),
  ATTUNE_RECORDING_JOBS: number(1, 64).int('must be a whole number').default(1),
});

export interface RecordingSettings {
  maxBytes: number;
  maxDurationMs: number;
  /** Pixels of one frame: more than any phone records, and decoders still need no gigabyte for it. */
  maxPixels: number;
  /** Videos worked on at once by this server. */
  jobs: number;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readRecordingSettings(environment: NodeJS.ProcessEnv): RecordingSettings {
  const parsed = recordingEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  return {
    maxBytes: Math.floor(set.ATTUNE_UPLOAD_MAX_GB * GIGABYTE),
    maxDurationMs: set.ATTUNE_RECORDING_MAX_HOURS * HOUR_MS,
    maxPixels: 4_096 * 4_096,
    jobs: set.ATTUNE_RECORDING_JOBS,
  };
}
