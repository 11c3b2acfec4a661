import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SafeEmitter } from './safe-emitter.ts';

describe('SafeEmitter', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('tells the others when a listener throws or its promise is rejected, and goes on', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
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
    expect(logged.mock.calls.map(([line]) => /Error: (\w+)/.exec(String(line))?.[1]).sort()).toEqual([
      'first',
      'first',
      'second',
      'second',
    ]);
  });
});
