import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { Metrics } from './metrics.ts';

describe('a figure', () => {
  it('is read when it is asked for, and gone when nobody names it any more', async () => {
    const metrics = new Metrics();
    let workers = ['0', '1'];
    metrics.gauge({ name: 'attune_test_calls', help: 'h', labels: ['worker'] }, () =>
      workers.map((worker) => ({ labels: { worker }, value: 2 })),
    );
    expect(await metrics.text()).toContain('attune_test_calls{worker="1"} 2');
    workers = ['0'];
    const text = await metrics.text();
    expect(text).toContain('attune_test_calls{worker="0"} 2');
    expect(text).not.toContain('worker="1"');
  });

  it('that fails or hangs is missing, told once, and keeps none of the others', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const metrics = new Metrics();
    metrics.gauge({ name: 'attune_test_hangs', help: 'h' }, () => new Promise<never>(() => undefined));
    metrics.total({ name: 'attune_test_fails_total', help: 'h' }, () => Promise.reject(new Error('gone')));
    metrics.gauge({ name: 'attune_test_works', help: 'h' }, () => [{ value: 7 }]);
    await metrics.text();
    const text = await metrics.text();
    expect(text).toMatch(/^attune_test_works 7$/m);
    expect(text).not.toMatch(/^attune_test_hangs \d/m);
    expect(warned).toHaveBeenCalledTimes(2);
    warned.mockRestore();
  });
});
