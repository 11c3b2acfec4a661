import { availableParallelism } from 'node:os';
import { analysisSettings, type AnalysisSettings } from '#contracts/analyzer-link';
import { UsageError } from './options.ts';

/** What the server's analysis is set by, too, as far as it means anything for a file. */
const VARIABLES = {
  ATTUNE_DEVICE: 'device',
  ATTUNE_WINDOW_MS: 'windowMs',
  ATTUNE_HYSTERESIS: 'hysteresis',
  ATTUNE_ANALYZER_THREADS: 'threads',
  ATTUNE_CASCADE: 'cascadePath',
  ATTUNE_MODELS: 'modelsPath',
} as const satisfies Record<string, keyof AnalysisSettings>;
const NUMERIC: ReadonlySet<string> = new Set(['windowMs', 'hysteresis', 'threads']);

/** @throws UsageError naming the variable and what it may hold */
export function readSettings(environment: NodeJS.ProcessEnv): AnalysisSettings {
  const given: Record<string, unknown> = { threads: availableParallelism() };
  for (const [variable, field] of Object.entries(VARIABLES)) {
    const value = environment[variable];
    if (value !== undefined && value !== '') given[field] = NUMERIC.has(field) ? Number(value) : value;
  }
  const result = analysisSettings.safeParse(given);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new UsageError(`${Object.entries(VARIABLES).find(([, field]) => field === path[0])?.[0] ?? 'A setting'}: ${message}.`);
}
