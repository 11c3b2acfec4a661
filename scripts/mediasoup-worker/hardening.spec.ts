import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const worker = process.env['MEDIASOUP_WORKER_BIN'] ?? '';
const readelf = (...args: string[]) => execFileSync('readelf', [...args, worker], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });

// Of a worker that is not compiled here, the checksum is held: `prepare/checksums.spec.ts`.
describe.runIf(process.platform === 'linux' && existsSync(join(dirname(worker), 'compiled-here')))('the media worker compiled here', () => {
  it('is position-independent, its stack holds no code, and all its tables are read-only once it runs', () => {
    expect(readelf('--file-header')).toMatch(/Type:\s+DYN/);
    const segments = readelf('--program-headers', '--wide');
    expect(segments).toMatch(/GNU_RELRO/);
    expect(segments).toMatch(/GNU_STACK.* RW /);
    expect(readelf('--dynamic')).toMatch(/FLAGS.*(BIND_NOW|NOW)/);
  });

  it('checks its stack, and the lengths of what it copies', () => {
    const symbols = readelf('--dyn-syms', '--wide');
    expect(symbols).toContain('__stack_chk_fail');
    expect(symbols).toMatch(/__(memcpy|memmove|snprintf|vsnprintf|printf)_chk/);
  });
});
