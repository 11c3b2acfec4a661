import { z } from 'zod';
import { ConfigError, faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/** A TURN server that shares a secret with this server and takes credentials made from it. */
export interface TurnSettings {
  urls: string[];
  secret: string;
}

export const iceEnvironment = z.object({
  ATTUNE_STUN_URLS: z.string().optional(),
  ATTUNE_TURN_URLS: z.string().optional(),
  ATTUNE_TURN_SECRET: z.string().min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32').optional(),
  ATTUNE_TURN_USERNAME: z.string().optional(),
  ATTUNE_TURN_CREDENTIAL: z.string().optional(),
});

/** Throws {@link ConfigError}, which names the variable and what it may hold. */
export function readIceSettings(environment: NodeJS.ProcessEnv): { iceServers: IceServer[]; turn: TurnSettings | undefined } {
  const parsed = iceEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  const iceServers: IceServer[] = set.ATTUNE_STUN_URLS === undefined ? [] : [{ urls: listed(set.ATTUNE_STUN_URLS) }];
  if (set.ATTUNE_TURN_URLS === undefined) return { iceServers, turn: undefined };
  const urls = listed(set.ATTUNE_TURN_URLS);
  if (set.ATTUNE_TURN_SECRET !== undefined) return { iceServers, turn: { urls, secret: set.ATTUNE_TURN_SECRET } };
  if (set.ATTUNE_TURN_USERNAME === undefined || set.ATTUNE_TURN_CREDENTIAL === undefined) {
    throw new ConfigError(
      'ATTUNE_TURN_URLS needs ATTUNE_TURN_SECRET as well, for credentials that expire; or, for a server that knows no such ones, ATTUNE_TURN_USERNAME and ATTUNE_TURN_CREDENTIAL.',
    );
  }
  iceServers.push({ urls, username: set.ATTUNE_TURN_USERNAME, credential: set.ATTUNE_TURN_CREDENTIAL });
  return { iceServers, turn: undefined };
}

const listed = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
