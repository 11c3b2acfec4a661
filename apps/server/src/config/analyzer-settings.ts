import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { TOKEN_MIN } from '#contracts/analyzer-hello';
import { ConfigError, faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';
import { projectRoot } from './project-root.ts';

export const analyzerEnvironment = z.object({
  ATTUNE_LOCAL_ANALYZER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  ATTUNE_ANALYZER_TOKEN: z.string().optional(),
  ATTUNE_ANALYZER_TOKEN_FILE: z.string().optional(),
});

/** Where the analyzers of this server run. */
export interface AnalyzerSettings {
  /** Whether this server forks one. */
  local: boolean;
  /** What analyzers on other hosts share with this server; undefined: none may connect. */
  token: string | undefined;
  /** Absolute path of the file with it, where it is in one. */
  tokenFile: string | undefined;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readAnalyzerSettings(environment: NodeJS.ProcessEnv): AnalyzerSettings {
  const parsed = analyzerEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  const tokenFile = set.ATTUNE_ANALYZER_TOKEN_FILE === undefined ? undefined : resolve(projectRoot, set.ATTUNE_ANALYZER_TOKEN_FILE);
  const token = tokenOf(set.ATTUNE_ANALYZER_TOKEN, tokenFile);
  const local = set.ATTUNE_LOCAL_ANALYZER === 'on';
  if (!local && token === undefined) {
    throw new ConfigError(
      'ATTUNE_LOCAL_ANALYZER: with off, analyzers on other hosts are needed: set ATTUNE_ANALYZER_TOKEN or ATTUNE_ANALYZER_TOKEN_FILE as well.',
    );
  }
  return { local, token, tokenFile };
}

function tokenOf(text: string | undefined, file: string | undefined): string | undefined {
  if (text !== undefined && file !== undefined) throw new ConfigError('Set ATTUNE_ANALYZER_TOKEN or ATTUNE_ANALYZER_TOKEN_FILE, not both.');
  const [name, token] = file === undefined ? ['ATTUNE_ANALYZER_TOKEN', text] : ['ATTUNE_ANALYZER_TOKEN_FILE', contentOf(file)];
  if (token !== undefined && token.trim().length < TOKEN_MIN)
    throw new ConfigError(`${name}: must have at least ${TOKEN_MIN} characters; make one with: openssl rand -hex 32`);
  return token?.trim();
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`ATTUNE_ANALYZER_TOKEN_FILE: cannot be read (${(error as Error).message}).`);
  }
}
