import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashOf, isStamped, stamp } from './stamps.mjs';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'attune-stamps-'));
  mkdirSync(join(base, 'src/deep'), { recursive: true });
  writeFileSync(join(base, 'src/a.ts'), 'one');
  writeFileSync(join(base, 'src/deep/b.ts'), 'two');
  writeFileSync(join(base, 'lock.json'), '{}');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const paths = ['src', 'lock.json', 'never/there'];

it('is the same for the same content, whatever the times and the order of the paths', () => {
  const before = hashOf(base, paths);
  writeFileSync(join(base, 'src/a.ts'), 'one');
  expect(hashOf(base, [...paths].reverse())).toBe(before);
});

it('changes with a file’s content, place, arrival and leaving', () => {
  const seen = new Set([hashOf(base, paths)]);
  writeFileSync(join(base, 'src/deep/b.ts'), 'three');
  seen.add(hashOf(base, paths));
  renameSync(join(base, 'src/deep/b.ts'), join(base, 'src/b.ts'));
  seen.add(hashOf(base, paths));
  writeFileSync(join(base, 'src/c.ts'), '');
  seen.add(hashOf(base, paths));
  rmSync(join(base, 'lock.json'));
  seen.add(hashOf(base, paths));
  expect(seen.size).toBe(5);
});

it('keeps a stamp', () => {
  const file = join(base, 'dist/stamps/server');
  expect(isStamped(file, 'abc')).toBe(false);
  stamp(file, 'abc');
  expect(isStamped(file, 'abc')).toBe(true);
  expect(isStamped(file, 'abd')).toBe(false);
});
