import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPrivate } from './private-folder.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;
let outer: string;
let folder: string;

beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'attune-private-'));
  folder = join(outer, 'data');
  mkdirSync(folder, { mode: 0o700 });
});
afterEach(() => rmSync(outer, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  it.each([0o755, 0o750, 0o701, 0o707])('that is open (%o) is refused with the command that closes it', (mode) => {
    chmodSync(folder, mode);
    expect(() => keepPrivate(folder, false)).toThrow(`chmod -R go-rwx '${folder}'`);
    expect(modeOf(folder)).toBe(mode);
  });

  it("that is open is closed where it is Attune's own", () => {
    chmodSync(folder, 0o755);
    keepPrivate(folder, true);
    expect(modeOf(folder)).toBe(0o700);
  });

  it('is closed to its last file, and nothing outside of it is touched', () => {
    const inner = join(folder, 'pgdata', 'base');
    mkdirSync(inner, { recursive: true, mode: 0o777 });
    const [file, outside] = [join(inner, '1'), join(outer, 'outside')];
    for (const path of [file, outside]) {
      writeFileSync(path, 'x');
      chmodSync(path, 0o666);
    }
    symlinkSync(outside, join(folder, 'link'));
    keepPrivate(folder, false);
    expect([modeOf(file), modeOf(inner), modeOf(join(folder, 'pgdata')), modeOf(outside)]).toEqual([0o600, 0o700, 0o700, 0o666]);
  });
});
