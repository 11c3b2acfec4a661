import { Clinician } from '../live/clients.ts';
import { type AccessResult, measureAccess } from './access.ts';
import { type ConsentResult, measureConsent } from './consent.ts';
import { type ImportResult, measureImports } from './imports.ts';
import { type MalformedResult, measureMalformed } from './malformed.ts';
import { AbusedServer } from './server.ts';

export interface AbuseOptions {
  rounds: number;
  messages: number;
  parameters: number;
  seed: number;
  say: (line: string) => void;
}

export type AbuseResult = ConsentResult & AccessResult & MalformedResult & ImportResult;

/** What Attune promises, tried on one real server while much goes wrong. Each part gets a fresh account's calls, all of them the same server. */
export async function measureAbuse({ rounds, messages, parameters, seed, say }: AbuseOptions): Promise<AbuseResult> {
  const server = await AbusedServer.start();
  try {
    const account = new Clinician(server.url);
    await account.setUp(server.dataFolder);
    const consent = await measureConsent(server, account, { rounds, seed, say });
    const access = await measureAccess(server, account, say);
    const imports = await measureImports(server, account, say);
    const malformed = await measureMalformed(server, account, { messages, parameters, seed, say });
    return { ...consent, ...access, ...imports, ...malformed };
  } finally {
    await server.stop();
  }
}
