import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WholeFiles } from './whole-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-whole-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('WholeFiles', () => {
  it('gives a file its name when it is whole, in the place of an older one', async () => {
    const files = new WholeFiles();
    const file = path.join(folder, 'clips/one.mp4');
    writeFileSync(await files.begin(file), 'first');
    await files.finish();
    writeFileSync(await files.begin(file), 'second');
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(await files.finish()).toEqual([file]);
    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(readdirSync(path.dirname(file))).toEqual(['one.mp4']);
  });

  it('leaves nothing of what was abandoned', async () => {
    const files = new WholeFiles();
    writeFileSync(await files.begin(path.join(folder, 'a.csv')), 'half');
    await files.begin(path.join(folder, 'b.csv'));
    await files.abandon();
    expect(readdirSync(folder)).toEqual([]);
    expect(await files.finish()).toEqual([]);
  });
});
