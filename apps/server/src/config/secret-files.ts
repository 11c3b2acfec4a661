import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';

/** Settings that are secret, or hold one. Each can be given as a file: `NAME_FILE` names it. */
const SECRETS = [
  'DATABASE_URL',
  'REDIS_URL',
  'ATTUNE_API_KEY',
  'ATTUNE_STORAGE_KEY',
  'ATTUNE_TURN_SECRET',
  'ATTUNE_TURN_CREDENTIAL',
  'ATTUNE_METRICS_TOKEN',
  'ATTUNE_SPEECH_KEY',
  'ATTUNE_DRAFT_KEY',
] as const;

/** Every variable that names a file with a secret. */
export const secretFileNames = (known: readonly string[]): string[] =>
  SECRETS.filter((name) => known.includes(name)).map((name) => `${name}_FILE`);

/**
 * The environment with each secret's file read into the secret's own variable; a line break at the file's end does not count.
 * Throws {@link ConfigError} where both are set, and where the file cannot be read or is empty.
 */
export function withSecretFiles(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const read: NodeJS.ProcessEnv = { ...environment };
  for (const name of SECRETS) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if ((environment[name] ?? '') !== '') throw new ConfigError(`Set ${name} or ${name}_FILE, not both.`);
    read[name] = contentOf(path, `${name}_FILE`);
  }
  return read;
}

function contentOf(path: string, name: string): string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`${name}: ${path} cannot be read (${(error as Error).message}). Correct the path, or the file's owner.`);
  }
  if (content.trim() === '') throw new ConfigError(`${name}: ${path} is empty. Put the secret into it.`);
  return content;
}
