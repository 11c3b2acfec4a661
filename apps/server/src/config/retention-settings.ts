import { z } from 'zod';
import { faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

const days = z.coerce
  .number({ error: 'must be a number from 0.01 to 36500' })
  .min(0.01, 'must be a number from 0.01 to 36500')
  .max(36_500, 'must be a number from 0.01 to 36500')
  .optional();

export const retentionEnvironment = z.object({ ATTUNE_CALL_DAYS: days, ATTUNE_RECORDING_DAYS: days, ATTUNE_VIDEO_DAYS: days });

/** Days until something is deleted by itself; null: it is kept until a person deletes it. */
export interface RetentionSettings {
  /** From a call's end until it goes with everything of it. */
  callDays: number | null;
  /** From a recording's upload until it goes with everything found in it. */
  recordingDays: number | null;
  /** From a recording's upload until its video goes, and its results stay. */
  videoDays: number | null;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readRetentionSettings(environment: NodeJS.ProcessEnv): RetentionSettings {
  const parsed = retentionEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  return {
    callDays: set.ATTUNE_CALL_DAYS ?? null,
    recordingDays: set.ATTUNE_RECORDING_DAYS ?? null,
    videoDays: set.ATTUNE_VIDEO_DAYS ?? null,
  };
}
