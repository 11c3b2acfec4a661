import { Logger } from '@nestjs/common';
import { createClient } from 'redis';
import { ConfigError } from '../config/config-error.ts';
import { describe } from '../logging/describe.ts';

const CONNECT_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 2_000;
const RETRY_AT_MOST_EVERY_MS = 1_000;
const WAITING_AT_MOST = 1_000;

export type Redis = ReturnType<typeof newClient>;

/** A connection that comes back by itself. While Redis is away every command fails at once instead of waiting. Throws ConfigError if Redis cannot be reached at the start. */
export async function openRedis(url: string): Promise<Redis> {
  const client = newClient(url);
  const logger = new Logger('Cluster');
  let away = false;
  client.on('error', (error: Error) => {
    if (!away && client.isOpen) logger.warn(`Redis does not answer; calls go on without it. (${error.message})`);
    away = true;
  });
  client.on('ready', () => {
    if (away) logger.warn('Redis answers again.');
    away = false;
  });
  const giveUp = setTimeout(() => client.destroy(), CONNECT_WITHIN_MS);
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port } = new URL(url);
    throw new ConfigError(
      `Redis at ${hostname}:${port || '6379'} cannot be used (${describe(error)}). Check REDIS_URL, and that Redis runs; without REDIS_URL this server works alone.`,
    );
  } finally {
    clearTimeout(giveUp);
  }
  return client;
}

/**
 * A connection whose commands wait while Redis is away, as the sockets' adapter needs: it asks again at once when reading fails, which would keep
 * the process busy with nothing else.
 */
export async function openPatientRedis(redis: Redis): Promise<Redis> {
  const client = redis.duplicate({ disableOfflineQueue: false, commandsQueueMaxLength: WAITING_AT_MOST, commandOptions: {} });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 6), RETRY_AT_MOST_EVERY_MS),
    },
    commandOptions: { timeout: ANSWER_WITHIN_MS },
    // A peer that is gone without a word shows within this time.
    pingInterval: 5_000,
  });
}
