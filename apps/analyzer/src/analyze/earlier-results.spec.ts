import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseBesideOthers, refuseBesideResults, removeLeftover, removeResults } from './earlier-results.ts';
import { UsageError } from './options.ts';
import { placesOf } from './places.ts';

let out: string;
beforeEach(() => void (out = mkdtempSync(path.join(tmpdir(), 'attune-earlier-'))));
afterEach(() => rmSync(out, { recursive: true, force: true }));

function fill(folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), '');
  }
}

const RESULTS = [
  'emotions.csv',
  'summary.json',
  'annotated.mp4',
  '.annotated.mp4.123.part',
  'clips/001-happiness-0m05s.mp4',
  'clips/002-happiness+surprise-1m05s.mp4',
  'clips/joined.mp4',
  'clips/.joined.mp4.77.part',
  'faces/0m05s-face-1-2.jpg',
  'faces/1m02m05s-face-3.jpg',
];

describe('results of an earlier run', () => {
  it('go, and nothing else', async () => {
    const own = ['notes.txt', 'visit.mp4', 'clips/holiday.mp4', 'clips/001-mine.mp4', 'faces/me.jpg'];
    fill(out, [...RESULTS, ...own]);
    await removeResults(out);
    const left = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left.map(({ parentPath, name }) => path.relative(out, path.join(parentPath, name))).sort()).toEqual([...own].sort());
  });

  it('go with their folders where nothing else was in them', async () => {
    fill(path.join(out, 'a'), RESULTS);
    await removeLeftover(path.join(out, 'a'), out);
    expect(readdirSync(out)).toEqual([]);
    await removeLeftover(path.join(out, 'never-made'), out);
  });

  it('never stand beside those of other videos', async () => {
    fill(path.join(out, 'a'), RESULTS);
    await expect(refuseBesideOthers(out, placesOf(['b.mp4'], out))).rejects.toThrow(`${out} holds results of other videos (in a)`);
    await expect(refuseBesideOthers(out, placesOf(['b.mp4', 'c.mp4'], out))).rejects.toThrow(UsageError);
    await refuseBesideOthers(out, placesOf(['a.mp4', 'b.mp4'], out));
    await refuseBesideOthers(path.join(out, 'a'), placesOf(['b.mp4'], path.join(out, 'a')));
    expect(() => refuseBesideResults(path.join(out, 'a'))).toThrow('holds results of an analysis');
    expect(existsSync(path.join(out, 'a/emotions.csv'))).toBe(true);
  });
});
