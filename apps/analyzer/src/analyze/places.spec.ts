import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from './options.ts';
import { checkWritable, clipName, placesOf } from './places.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('placesOf', () => {
  it('puts one video into the folder itself and several into one each, whose names differ', () => {
    expect(placesOf(['x/a.mp4'], 'out')[0]!.csv).toBe('out/emotions.csv');
    expect(placesOf(['x/a.mp4', 'y/A.mov', 'b.webm', 'a.mp4'], 'out').map((place) => place.folder)).toEqual([
      'out/a',
      'out/A-2',
      'out/b',
      'out/a-3',
    ]);
  });

  it('keeps every video within the folder, whatever it is called', () => {
    const names = ['...mp4', '..mp4', '.mp4', '....mov', 'x/...mp4', '../..', '/', '-', 'https://example.org/...mp4'];
    const folders = placesOf(names, 'out').map((place) => place.folder);
    for (const one of folders) expect(path.dirname(path.resolve(one))).toBe(path.resolve('out'));
    expect(new Set(folders).size).toBe(names.length);
  });

  it('never lets a result take the place of a video, by whatever path it was named', () => {
    const out = path.join(folder, 'results');
    mkdirSync(path.join(out, 'clips'), { recursive: true });
    for (const file of ['annotated.mp4', 'clips/001-happiness-0m05s.mp4', 'emotions.mp4']) writeFileSync(path.join(out, file), '');
    symlinkSync(out, path.join(folder, 'link'));
    expect(() => placesOf([path.join(out, 'annotated.mp4')], out)).toThrow(UsageError);
    expect(() => placesOf([path.join(folder, 'link/annotated.mp4')], out)).toThrow('would be overwritten');
    expect(() => placesOf([path.join(out, 'clips/001-happiness-0m05s.mp4')], path.join(folder, 'link'))).toThrow(UsageError);
    expect(placesOf([path.join(out, 'emotions.mp4')], out)).toHaveLength(1);
    // Nor does it delete one as the result of an earlier run.
    expect(() => placesOf([path.join(out, 'annotated.mp4'), path.join(out, 'emotions.mp4')], out)).toThrow(UsageError);
  });
});

describe('checkWritable', () => {
  it('makes the folder and leaves nothing in it', async () => {
    const out = path.join(folder, 'new/deeper');
    await checkWritable(out);
    expect(readdirSync(out)).toEqual([]);
  });

  it('says why nothing can be written', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    await expect(checkWritable(file)).rejects.toThrow(
      `Nothing can be written to ${file} (it is a file). Choose another folder with --out.`,
    );
    await expect(checkWritable(path.join(file, 'in'))).rejects.toThrow('a part of its path is a file');
    await expect(checkWritable('/proc/attune')).rejects.toThrow('no folder can be made there');
  });

  it.skipIf(process.getuid?.() === 0)('says so of a folder of somebody else', async () => {
    const locked = path.join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(checkWritable(locked)).rejects.toThrow('you may not write there');
  });
});

describe('clips', () => {
  it('are named by their order, expression and time', () => {
    expect(clipName(0, { startMs: 5_400, label: 'happiness' })).toBe('001-happiness-0m05s.mp4');
    expect(clipName(11, { startMs: 3_725_000, label: 'happiness+surprise' })).toBe('012-happiness+surprise-62m05s.mp4');
  });
});
