import { Clinician } from '../live/clients.ts';
import { type AccessResult, measureAccess } from './access.ts';
import { type ConsentResult, measureConsent } from './consent.ts';
import { type ImportResult, measureImports } from './imports.ts';
import { type MalformedResult, measureMalformed } from './malformed.ts';
import { AbusedServer } from './server.ts';

export const ABUSE_PARTS = ['consent', 'access', 'imports', 'malformed'] as const;
export type AbusePart = (typeof ABUSE_PARTS)[number];

export interface AbuseOptions {
  parts: readonly AbusePart[];
  rounds: number;
  messages: number;
  parameters: number;
  seed: number;
  say: (line: string) => void;
}

export type AbuseResult = ConsentResult & AccessResult & MalformedResult & ImportResult;

/** What Attune promises, tried on one real server while much goes wrong. Each part gets a fresh account's calls, all of them the same server. */
export async function measureAbuse({ parts, rounds, messages, parameters, seed, say }: AbuseOptions): Promise<Partial<AbuseResult>> {
  const server = await AbusedServer.start();
  try {
    const account = new Clinician(server.url);
    await account.setUp(server.dataFolder);
    const measures: Record<AbusePart, () => Promise<Partial<AbuseResult>>> = {
      consent: () => measureConsent(server, account, { rounds, seed, say }),
      access: () => measureAccess(server, account, say),
      imports: () => measureImports(server, account, say),
      malformed: () => measureMalformed(server, account, { messages, parameters, seed, say }),
    };
    const result: Partial<AbuseResult> = {};
    for (const part of parts) Object.assign(result, await measures[part]());
    return result;
  } finally {
    await server.stop();
  }
}
