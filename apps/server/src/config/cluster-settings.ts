import { hostname } from 'node:os';
import { z } from 'zod';
import { withoutSlash } from './without-slash.ts';
import { ConfigError, faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

export const clusterEnvironment = z.object({
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must look like redis://:password@host:6379, or be unset for a single server.')
    .optional(),
  ATTUNE_NODE_URL: z
    .url({ protocol: /^https?$/, error: 'must be the http:// or https:// address at which the other servers reach this one.' })
    .optional(),
  ATTUNE_NODE_NAME: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'may have letters, digits, dots, dashes and underscores, 60 at most.')
    .optional(),
  ATTUNE_NODE_MAX_PARTICIPANTS: z.coerce
    .number('must be a whole number above 0.')
    .int()
    .positive('must be a whole number above 0.')
    .optional(),
  ATTUNE_DRAIN_SECONDS: z.coerce
    .number('must be a number of seconds.')
    .min(0, 'must be 0 or more.')
    .max(86_400, 'must be at most 86400 (a day).')
    .default(0),
});

/** How this server works together with others on one PostgreSQL and one Redis. */
export interface ClusterSettings {
  redisUrl: string;
  /** Where the other servers reach this one, without a slash at the end. */
  nodeUrl: string;
  /** Stays the same over restarts: what this server could not store lies in a folder of this name. */
  nodeName: string;
  /** New calls go to other servers once so many people are in calls here; undefined: no limit. */
  maxParticipants: number | undefined;
}

export interface NodeSettings {
  /** Undefined: a single server. */
  cluster: ClusterSettings | undefined;
  /** How long a server that is asked to stop lets its calls go on before it hands them over. */
  drainMs: number;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readClusterSettings(environment: NodeJS.ProcessEnv): NodeSettings {
  const parsed = clusterEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  const drainMs = set.ATTUNE_DRAIN_SECONDS * 1_000;
  if (set.REDIS_URL === undefined) return { cluster: undefined, drainMs };
  if (set.ATTUNE_NODE_URL === undefined)
    throw new ConfigError('ATTUNE_NODE_URL: must be set with REDIS_URL: the address at which the other servers reach this one.');
  return {
    cluster: {
      redisUrl: set.REDIS_URL,
      nodeUrl: withoutSlash(set.ATTUNE_NODE_URL),
      nodeName:
        set.ATTUNE_NODE_NAME ??
        hostname()
          .replaceAll(/[^\w.-]/g, '-')
          .slice(0, 60),
      maxParticipants: set.ATTUNE_NODE_MAX_PARTICIPANTS,
    },
    drainMs,
  };
}
