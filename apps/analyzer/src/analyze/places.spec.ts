import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from './options.ts';
import { checkWritable, clipName, placesOf, removeOldClips } from './places.ts';

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

  it('never lets a result take the place of a video, by whatever path it was named', () => {
    const out = path.join(folder, 'results');
    mkdirSync(path.join(out, 'clips'), { recursive: true });
    for (const file of ['annotated.mp4', 'clips/001-happiness-0m05s.mp4', 'emotions.mp4']) writeFileSync(path.join(out, file), '');
    symlinkSync(out, path.join(folder, 'link'));
    expect(() => placesOf([path.join(out, 'annotated.mp4')], out)).toThrow(UsageError);
    expect(() => placesOf([path.join(folder, 'link/annotated.mp4')], out)).toThrow('would be overwritten');
    expect(() => placesOf([path.join(out, 'clips/001-happiness-0m05s.mp4')], path.join(folder, 'link'))).toThrow(UsageError);
    expect(placesOf([path.join(out, 'emotions.mp4')], out)).toHaveLength(1);
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

  it('of an earlier run go, and nothing else', async () => {
    const clips = path.join(folder, 'clips');
    mkdirSync(clips);
    for (const name of [
      '001-happiness-0m05s.mp4',
      '002-happiness+surprise-1m05s.mp4',
      'joined.mp4',
      '003-anger-0m05s.mp4',
      'holiday.mp4',
      '001-mine.mp4',
    ])
      writeFileSync(path.join(clips, name), '');
    await removeOldClips(clips, ['joined.mp4', '003-anger-0m05s.mp4']);
    expect(readdirSync(clips).sort()).toEqual(['001-mine.mp4', '003-anger-0m05s.mp4', 'holiday.mp4', 'joined.mp4']);
    await removeOldClips(path.join(folder, 'nowhere'), []);
    expect(existsSync(path.join(folder, 'nowhere'))).toBe(false);
  });
});
