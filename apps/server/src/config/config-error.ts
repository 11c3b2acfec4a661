import type { z } from 'zod';

/** A setting that cannot work. The message is for the person who starts Attune: one line, what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Every variable that is wrong, in one line. */
export function faultsOf(error: z.ZodError, nameOf: (issue: z.core.$ZodIssue) => string = ({ path }) => path.join('.')): ConfigError {
  return new ConfigError(error.issues.map((issue) => `${nameOf(issue)}: ${issue.message.replace(/\.$/, '')}.`).join(' '));
}
