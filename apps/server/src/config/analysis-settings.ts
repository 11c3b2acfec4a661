import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { analysisSettings, type AnalysisSettings } from '#contracts/analyzer-link';
import { faultsOf } from './config-error.ts';

/** Which field of the analyzer's settings each variable sets. */
export const ANALYSIS_VARIABLES = {
  ATTUNE_PROFILE: 'profile',
  ATTUNE_DEVICE: 'device',
  ATTUNE_TAP: 'tap',
  ATTUNE_SAMPLES_PER_SECOND: 'samplesPerSecond',
  ATTUNE_EVERY_NTH: 'everyNth',
  ATTUNE_WINDOW_MS: 'windowMs',
  ATTUNE_HYSTERESIS: 'hysteresis',
  ATTUNE_ANALYZER_THREADS: 'threads',
  ATTUNE_CASCADE: 'cascadePath',
  ATTUNE_MODELS: 'modelsPath',
} as const satisfies Record<string, keyof AnalysisSettings>;

const NUMERIC: ReadonlySet<string> = new Set(['samplesPerSecond', 'everyNth', 'windowMs', 'hysteresis', 'threads']);

/** Throws ConfigError, which names the variable and what it may hold. */
export function readAnalysisSettings(environment: NodeJS.ProcessEnv): AnalysisSettings {
  // One core stays free for the media workers and the server.
  const given: Record<string, unknown> = { threads: Math.max(1, availableParallelism() - 1) };
  for (const [variable, field] of Object.entries(ANALYSIS_VARIABLES)) {
    const value = environment[variable];
    if (value !== undefined && value !== '') given[field] = NUMERIC.has(field) ? Number(value) : value;
  }
  const parsed = analysisSettings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw faultsOf(parsed.error, variableOf);
}

function variableOf(issue: z.core.$ZodIssue): string {
  const field = String(issue.path[0]);
  return Object.entries(ANALYSIS_VARIABLES).find(([, name]) => name === field)?.[0] ?? field;
}
