import { z } from 'zod';
import { faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const observingEnvironment = z.object({
  /** `json`: one object a line, for programs. `text`: for people. Default: text on a terminal, else json. */
  ATTUNE_LOG_FORMAT: z.enum(['json', 'text'], 'must be json or text.').optional(),
  /** The least serious line that is logged. `debug` logs every request. */
  ATTUNE_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}.`).default('info'),
  /** Opens `/metrics`. Unset: the metrics are closed. */
  ATTUNE_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters; make one with: openssl rand -hex 24').optional(),
});

export interface ObservingSettings {
  /** Undefined: text on a terminal, else JSON. */
  logFormat: 'json' | 'text' | undefined;
  logLevel: LogLevel;
  /** Undefined: nobody may read the metrics. */
  metricsToken: string | undefined;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readObservingSettings(environment: NodeJS.ProcessEnv): ObservingSettings {
  const parsed = observingEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const { ATTUNE_LOG_FORMAT, ATTUNE_LOG_LEVEL, ATTUNE_METRICS_TOKEN } = parsed.data;
  return { logFormat: ATTUNE_LOG_FORMAT, logLevel: ATTUNE_LOG_LEVEL, metricsToken: ATTUNE_METRICS_TOKEN };
}
