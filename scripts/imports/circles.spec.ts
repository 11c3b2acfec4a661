import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf } from './circles.ts';
import { importGraph } from './import-graph.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('imports', () => {
  const graph = importGraph(ROOT);

  it('are read: relative ones, aliases, types and those made while a program runs', () => {
    expect(graph.get('apps/server/src/audit/chain.ts')).toContain('apps/server/src/database/schema/index.ts');
    expect(graph.get('libs/inference/src/classify/classifier.ts')).toContain('libs/contracts/src/emotion.ts');
    expect(graph.get('apps/analyzer/src/open-reception.ts')).toContain('apps/analyzer/src/rtp/rtp-reception.ts');
  });

  it('run in no circle', () => {
    expect(circlesOf(graph).map((circle) => circle.join(' → '))).toEqual([]);
  });
});

describe('circles', () => {
  it('are found, each once', () => {
    const graph = new Map([
      ['start', ['a', 'leaf']],
      ['a', ['b']],
      ['b', ['c', 'leaf']],
      ['c', ['a']],
      ['self', ['self']],
      ['leaf', []],
    ]);
    expect(circlesOf(graph)).toEqual([
      ['a', 'b', 'c', 'a'],
      ['self', 'self'],
    ]);
  });
});
