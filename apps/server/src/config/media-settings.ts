import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int()
    .min(min)
    .max(max);

export const mediaEnvironment = z.object({
  /** mediasoup workers; each is one thread. */
  ATTUNE_MEDIA_WORKERS: wholeNumber(1, 256).default(availableParallelism()),
  /** Worker `i` listens on this port + `i`, UDP and TCP; 0 takes any free ports. Below the range of Linux' ephemeral ports. */
  ATTUNE_MEDIA_PORT: wholeNumber(0, 65_000).default(20_000),
  /**
   * Addresses to listen on, separated by commas. Default: the one address of ATTUNE_HOST and loopback, else every IPv4 and global IPv6 address
   * of this host. Not loopback alone where the pages are: Firefox pairs no candidate of its own with a loopback one. Media is encrypted, and
   * answers only credentials that came over the pages.
   */
  ATTUNE_MEDIA_LISTEN: z.string().default(''),
  ATTUNE_HOST: z.string().default(''),
  /** The address by which clients reach this host from outside, where that is not one of its own (NAT, container). */
  ATTUNE_MEDIA_ANNOUNCED: z.string().default(''),
});

export interface MediaSettings {
  workers: number;
  /** 0: any free ports. */
  basePort: number;
  /** Empty: every address of the host. */
  listen: string[];
  announced: string | null;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readMediaSettings(environment: NodeJS.ProcessEnv): MediaSettings {
  const parsed = mediaEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const { ATTUNE_HOST, ATTUNE_MEDIA_WORKERS, ATTUNE_MEDIA_PORT, ATTUNE_MEDIA_LISTEN, ATTUNE_MEDIA_ANNOUNCED } = parsed.data;
  return {
    workers: ATTUNE_MEDIA_WORKERS,
    basePort: ATTUNE_MEDIA_PORT,
    listen:
      ATTUNE_MEDIA_LISTEN === ''
        ? besidePages(ATTUNE_HOST)
        : ATTUNE_MEDIA_LISTEN.split(',')
            .map((address) => address.trim())
            .filter((address) => address !== ''),
    announced: ATTUNE_MEDIA_ANNOUNCED.trim() === '' ? null : ATTUNE_MEDIA_ANNOUNCED.trim(),
  };
}

/** Empty, which is every address, unless the pages are served on a single address of a network. */
function besidePages(host: string): string[] {
  const isOne = isIP(host) !== 0 && !['0.0.0.0', '::', '::1'].includes(host) && !host.startsWith('127.');
  return isOne ? [host, '127.0.0.1'] : [];
}
