import { afterEach, describe, expect, it, vi } from 'vitest';
import { SafeEmitter } from './safe-emitter.ts';

describe('SafeEmitter', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('tells the others when a listener throws or its promise is rejected, and goes on', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const events = new SafeEmitter<{ changed: [number, string] }>();
    const heard: unknown[] = [];
    events.on('changed', () => {
      throw new Error('first');
    });
    events.on('changed', () => Promise.reject(new Error('second')));
    events.once('changed', (...args) => heard.push(args));
    events.safeEmit('changed', 1, 'a');
    events.safeEmit('changed', 2, 'b');
    await new Promise(setImmediate);
    expect(heard).toEqual([[1, 'a']]);
    expect(logged.mock.calls.map(([, error]) => (error as Error).message).sort()).toEqual(['first', 'first', 'second', 'second']);
  });
});
