import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODELS_FOLDER } from '../classify/manifest.ts';
import { compositeFaces, layFace } from '../testing/composite-faces.ts';
import { drawnFrame } from '../testing/drawn-frame.ts';
import { InferencePool, type PoolOptions } from './pool.ts';

const options: PoolOptions = {
  detector: 'haar',
  model: 'mobilenetv2-ferplus',
  modelsPath: MODELS_FOLDER,
  device: 'cpu',
  cascadePath: null,
  threads: 1,
};
const refused = (problem: string) => expect.objectContaining({ name: 'PoolError', problem }) as Error;

describe('InferencePool', { timeout: 30_000 }, () => {
  let pool: InferencePool;
  let thread: Worker;
  beforeAll(async () => {
    process.once('worker', (worker) => {
      thread = worker;
    });
    pool = await InferencePool.start(options);
  }, 30_000);
  afterAll(() => pool.close());

  it('says which device answered', () => {
    expect(pool.device).toBe('cpu');
  });

  it('finds and classifies a face on a thread of its own', async () => {
    const result = await pool.run('a', drawnFrame(320, 180, 100));
    expect(['ok', 'uncertain']).toContain(result.state);
    expect(result.scores).toHaveLength(8);
    expect(result.scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
    const [x, y, width, height] = result.face!.box;
    expect(Math.abs(x + width / 2 - 160)).toBeLessThan(10);
    expect(Math.abs(y + height / 2 - 90)).toBeLessThan(10);
  });

  it('says why there is no estimate', async () => {
    expect(await pool.run('b', drawnFrame(320, 180, 0))).toMatchObject({ state: 'no-face', face: null, scores: null });
    expect(await pool.run('c', { ...drawnFrame(320, 180, 0), y: new Uint8Array(320 * 180).fill(5) })).toMatchObject({
      state: 'poor-light',
    });
    expect(await pool.run('d', drawnFrame(160, 120, 28))).toMatchObject({ state: 'too-small', scores: null });
  });

  it('lets the newest frame of a participant win', async () => {
    const first = pool.run('a', drawnFrame(320, 180, 100));
    expect(pool.busy('a')).toBe(true);
    const second = pool.run('a', drawnFrame(320, 180, 100));
    await expect(first).rejects.toThrow(refused('busy'));
    expect(await second).toMatchObject({ face: expect.anything() as unknown });
    expect(pool.busy('a')).toBe(false);
  });

  it('serves many participants in turn, each with its own answer', async () => {
    const results = await Promise.all(
      Array.from({ length: 11 }, (_, index) => pool.run(`p${index}`, drawnFrame(320, 180, index % 2 === 0 ? 100 : 0))),
    );
    expect(results.map(({ face }) => face !== null)).toEqual(results.map((_, index) => index % 2 === 0));
  });

  it('gives everybody the same where more frames come than it can take', async () => {
    const people = Array.from({ length: 20 }, (_, index) => ({ tapId: `crowd-${index}`, answered: 0 }));
    const frame = drawnFrame(320, 180, 100);
    let over = false;
    // Each offers a frame whenever the one before is taken, and some offer many more: newer ones take their own places only.
    await Promise.all(
      people.map(async (person, index) => {
        while (!over) {
          const offers = Array.from({ length: index % 4 === 0 ? 3 : 1 }, () =>
            pool.run(person.tapId, frame).then(
              () => 1,
              () => 0,
            ),
          );
          for (const answered of await Promise.all(offers)) person.answered += answered;
          if (person.answered >= 12) over = true;
        }
        pool.release(person.tapId);
      }),
    );
    expect(Math.min(...people.map(({ answered }) => answered))).toBeGreaterThanOrEqual(10);
  });

  it('takes memory that is handed over or shared, and leaves any other alone', async () => {
    const kept = drawnFrame(320, 180, 100);
    await pool.run('a', kept);
    expect(kept.y.length).toBe(320 * 180);
    const given = { ...drawnFrame(320, 180, 100), handOver: true };
    await pool.run('a', given);
    expect(given.y.length).toBe(0);
    const shared = new Uint8Array(new SharedArrayBuffer(320 * 180));
    shared.set(kept.y);
    expect((await pool.run('a', { ...kept, y: shared })).face).not.toBeNull();
    expect(shared.length).toBe(320 * 180);
  });

  it('refuses a frame that is smaller than it says', async () => {
    await expect(pool.run('a', { ...drawnFrame(320, 180, 0), height: 400 })).rejects.toThrow(RangeError);
  });

  it('refuses a frame whose participant has left', async () => {
    const waiting = pool.run('gone', drawnFrame(320, 180, 100));
    pool.release('gone');
    await expect(waiting).rejects.toThrow(refused('released'));
  });

  it('starts a thread again that died, and refuses only what it had in work', async () => {
    const inWork = pool.run('a', drawnFrame(1280, 720, 300));
    await expect.poll(() => pool.busy('a'), { interval: 1 }).toBe(false);
    await thread.terminate();
    await expect(inWork).rejects.toThrow(refused('crashed'));
    expect(await pool.run('a', drawnFrame(320, 180, 100))).toMatchObject({ face: expect.anything() as unknown });
  });
});

describe('a pool with the cascade of networks', { timeout: 30_000 }, () => {
  it('finds a face with its landmarks and classifies it, until it is gone', async () => {
    const pool = await InferencePool.start({ ...options, detector: 'mtcnn' });
    try {
      const [face] = await compositeFaces();
      for (let step = 0; step < 3; step++) {
        const frame = drawnFrame(320, 180, 0);
        layFace({ data: frame.y, width: 320, height: 180, stride: 320 }, face!, 150 + step * 6, 90, 100);
        const result = await pool.run('a', frame);
        expect(['ok', 'uncertain']).toContain(result.state);
        expect(result.face!.landmarks).toHaveLength(5);
        expect(result.scores).toHaveLength(8);
      }
      expect(await pool.run('a', drawnFrame(320, 180, 0))).toMatchObject({ state: 'no-face', face: null });
    } finally {
      await pool.close();
    }
  });
});

describe('a pool that cannot start', { timeout: 30_000 }, () => {
  it('says what is wrong with the model, the folder or the cascade', async () => {
    await expect(InferencePool.start({ ...options, model: 'nothing' })).rejects.toThrow(
      expect.objectContaining({ name: 'ModelError', problem: 'unknown-model' }) as Error,
    );
    await expect(InferencePool.start({ ...options, detector: 'nothing' })).rejects.toThrow(
      expect.objectContaining({ name: 'ModelError', problem: 'unknown-model' }) as Error,
    );
    await expect(InferencePool.start({ ...options, cascadePath: '/nowhere.xml' })).rejects.toThrow(
      expect.objectContaining({ name: 'CascadeError', problem: 'missing' }) as Error,
    );
  });

  it('refuses frames once it is closed', async () => {
    const pool = await InferencePool.start(options);
    const waiting = pool.run('a', drawnFrame(320, 180, 100));
    const closing = pool.close();
    await expect(waiting).rejects.toThrow(refused('released'));
    await closing;
    await expect(pool.run('a', drawnFrame(320, 180, 100))).rejects.toThrow(refused('closed'));
  });
});
