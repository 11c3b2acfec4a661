import { readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { TOKEN_MIN } from '#contracts/analyzer-hello';
import { analysisSettings, type AnalysisSettings } from '#contracts/analyzer-link';

/** A mistake of whoever starts the analyzer; the message says what to do. */
export class OptionsError extends Error {
  override name = 'OptionsError';
}

export const USE = `Use: npm run analyzer -- --server wss://HOST --token-file FILE [--name NAME]
Or set ATTUNE_SERVER_URL and ATTUNE_ANALYZER_TOKEN_FILE (or ATTUNE_ANALYZER_TOKEN). The token is the server's ATTUNE_ANALYZER_TOKEN.
ATTUNE_DEVICE, ATTUNE_ANALYZER_THREADS, ATTUNE_CASCADE and ATTUNE_MODELS are this host's own; all else comes from the server.
A certificate of your own authority: NODE_EXTRA_CA_CERTS=ca.pem.`;

/** What this host decides itself. */
export type HostSettings = Pick<AnalysisSettings, 'device' | 'threads' | 'cascadePath' | 'modelsPath'>;

export interface RemoteOptions {
  server: URL;
  token: string;
  /** This host's, for the server's status page. */
  name: string;
  host: HostSettings;
}

const hostSettings = analysisSettings.pick({ device: true, threads: true, cascadePath: true, modelsPath: true });

/** @throws OptionsError */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): RemoteOptions {
  const set = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const given = argumentsOf(args);
  const server = given.server ?? set('ATTUNE_SERVER_URL');
  if (server === undefined) throw new OptionsError(USE);
  return {
    server: serverUrl(server),
    token: tokenOf(given['token-file'] ?? set('ATTUNE_ANALYZER_TOKEN_FILE'), set('ATTUNE_ANALYZER_TOKEN')),
    name: given.name ?? hostname(),
    host: hostSettingsOf({
      device: set('ATTUNE_DEVICE'),
      threads: Number(set('ATTUNE_ANALYZER_THREADS') ?? Math.max(1, availableParallelism() - 1)),
      cascadePath: set('ATTUNE_CASCADE'),
      modelsPath: set('ATTUNE_MODELS'),
    }),
  };
}

function argumentsOf(args: string[]) {
  try {
    const options = { server: { type: 'string' }, 'token-file': { type: 'string' }, name: { type: 'string' } } as const;
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new OptionsError(`${(error as Error).message}\n${USE}`);
  }
}

function serverUrl(text: string): URL {
  if (!URL.canParse(text)) throw new OptionsError(`${text} is no address. Use wss://HOST, as in wss://attune.example.org`);
  const url = new URL(text);
  // The address that people use is as good.
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') throw new OptionsError(`${text}: use wss://HOST`);
  if (url.protocol === 'ws:' && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname))
    throw new OptionsError(`${text}: the server is another host, so the connection must be encrypted. Use wss://${url.host}`);
  return url;
}

function tokenOf(file: string | undefined, text: string | undefined): string {
  let token = text;
  if (file !== undefined) {
    try {
      token = readFileSync(file, 'utf8');
    } catch (error) {
      throw new OptionsError(`The token's file cannot be read (${(error as Error).message}).`);
    }
  }
  if (token === undefined) throw new OptionsError(`The token is missing.\n${USE}`);
  if (token.trim().length < TOKEN_MIN) throw new OptionsError(`The token must have at least ${TOKEN_MIN} characters, as the server's has.`);
  return token.trim();
}

function hostSettingsOf(given: Record<keyof HostSettings, unknown>): HostSettings {
  const result = hostSettings.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new OptionsError(`The setting of ${issue?.path.join('.')} is wrong: ${issue?.message}. See docs/configuration.md.`);
}
