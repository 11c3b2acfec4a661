import { expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import type { Database } from './database.ts';
import { DatabaseHealth } from './database-health.ts';

const failing = (error: Error) => () => Promise.reject(error);
const database = (works: boolean) =>
  ({ execute: () => (works ? Promise.resolve([]) : Promise.reject(new Error('no'))) }) as unknown as Database;
const sqlError = (code: string) =>
  Object.assign(new Error('Failed query', { cause: Object.assign(new Error('said by the database'), { code }) }), {});

it.each([
  ['an encoding', sqlError('22021')],
  ['a constraint', sqlError('23505')],
  ['a foreign key', sqlError('23503')],
  ['a mistake of ours', new TypeError('x is undefined')],
  ['something unheard of, while the database answers', new Error('what is this?')],
])('that the database refuses %s is no outage', async (_what, error) => {
  vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  const health = new DatabaseHealth(database(true));
  const changes: boolean[] = [];
  health.events.on('changed', (failingNow) => changes.push(failingNow));
  expect(await health.attempt(failing(error))).toBe(false);
  expect(health.failing).toBe(false);
  expect(changes).toEqual([]);
});

it.each([
  ['no connection', sqlError('08006')],
  ['a full disk', sqlError('53100')],
  ['the disk', Object.assign(new Error('write'), { code: 'ENOSPC' })],
  ['something unheard of, while nothing answers', new Error('what is this?')],
])('%s is an outage, until a write works again', async (_what, error) => {
  vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  const health = new DatabaseHealth(database(false));
  expect(await health.attempt(failing(error))).toBe(false);
  expect(health.failing).toBe(true);
  expect(await health.attempt(() => Promise.resolve())).toBe(true);
  expect(health.failing).toBe(false);
});

it('refusals are told once in a while, however many there are', async () => {
  const told = vi.spyOn(Logger.prototype, 'error').mockReset().mockReturnValue(undefined);
  const health = new DatabaseHealth(database(true));
  for (let index = 0; index < 50; index++) await health.attempt(failing(sqlError('22021')));
  expect(told).toHaveBeenCalledTimes(1);
});
