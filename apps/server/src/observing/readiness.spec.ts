import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

function node({ database = true, media = true, calls = 0 }): Readiness {
  const readiness = new Readiness();
  readiness.register('database', () => database, { shared: true });
  readiness.register('mediaWorkers', async () => media);
  readiness.callsBy(() => calls > 0);
  return readiness;
}

describe('a node', () => {
  it('is ready while everything that it needs works', async () => {
    expect(await node({}).read()).toEqual({ ready: true, checks: { database: true, mediaWorkers: true, accepting: true } });
  });

  it('is not ready without the database, unless it has calls whose people may come back', async () => {
    expect(await node({ database: false }).read()).toMatchObject({ ready: false, checks: { database: false } });
    expect(await node({ database: false, calls: 1 }).read()).toMatchObject({ ready: true, checks: { database: false } });
  });

  it('is not ready without media workers of its own, calls or not', async () => {
    expect(await node({ media: false, calls: 1 }).read()).toMatchObject({ ready: false });
  });

  it('is not ready while it drains, and can come back', async () => {
    const readiness = node({ calls: 1 });
    readiness.drain();
    expect(await readiness.read()).toMatchObject({ ready: false, checks: { accepting: false } });
    readiness.resume();
    expect(await readiness.read()).toMatchObject({ ready: true });
  });

  it('takes a check that throws or never ends for one that failed', async () => {
    const readiness = new Readiness();
    readiness.register('broken', () => Promise.reject(new Error('no')));
    readiness.register('hanging', () => new Promise(() => undefined));
    expect(await readiness.read()).toEqual({ ready: false, checks: { broken: false, hanging: false, accepting: true } });
  });
});
