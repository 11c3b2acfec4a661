import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NEW_CASCADE } from '#inference/testing/cascade-xml';
import { loadCascade, readTracking } from './cascade-source.ts';
import { readTrackingCascade } from './tracking-array.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-cascade-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('readTracking', () => {
  it('finds haarcascade_frontalface_alt in the npm package', () => {
    const { width, height, stages } = readTracking();
    expect([width, height, stages.length]).toEqual([20, 20, 22]);
    expect(stages.flatMap(({ trees }) => trees)).toHaveLength(2135);
    expect(stages[0]!.threshold).toBeCloseTo(0.8226894, 7);
  });
});

describe('readTrackingCascade', () => {
  it('refuses what is no such script, and one that was cut off', () => {
    expect(() => readTrackingCascade('console.log(1)', 'face.js')).toThrow(expect.objectContaining({ problem: 'foreign' }));
    expect(() => readTrackingCascade('new Float64Array([20,20,0.8,3,0,2,3,7])', 'face.js')).toThrow(
      expect.objectContaining({ problem: 'broken' }),
    );
  });
});

describe('loadCascade', () => {
  it('reads a file of either kind that was named', () => {
    expect(loadCascade(file('cascade.xml', NEW_CASCADE)).width).toBe(8);
    expect(
      loadCascade(file('face.js', 'tracking.ViolaJones.classifiers.face=new Float64Array([8,8,.5,1,0,2,0,0,8,8,-1,0,4,8,4,2,.1,0,1]);'))
        .stages,
    ).toHaveLength(1);
  });

  it('never takes another cascade in place of the named one', () => {
    expect(() => loadCascade(join(folder, 'nowhere.xml'))).toThrow(
      expect.objectContaining({ problem: 'missing', message: expect.stringContaining('does not exist') as string }),
    );
    expect(() => loadCascade(folder)).toThrow(expect.objectContaining({ problem: 'missing' }));
    expect(() => loadCascade(file('foreign.xml', 'hello'))).toThrow(expect.objectContaining({ problem: 'foreign' }));
  });

  it('has one without being told', () => {
    expect(loadCascade().stages.length).toBeGreaterThan(10);
  });
});
