import type { ImportGraph } from './import-graph.ts';

/**
 * The circles of a graph: of each group of files that all reach one another, the shortest one through its first file, as a path that ends
 * where it begins.
 */
export function circlesOf(graph: ImportGraph): string[][] {
  const circles: string[][] = [];
  const seen = new Set<string>();
  for (const file of graph.keys()) {
    if (seen.has(file)) continue;
    const circle = shortestPath(graph, file, file);
    if (circle === null) continue;
    circles.push(circle);
    for (const member of circle) seen.add(member);
  }
  return circles;
}

/** At least one step long; null if there is none. */
function shortestPath(graph: ImportGraph, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [from];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === to) return [...pathTo(file, cameFrom, from), to];
      if (cameFrom.has(next) || next === from) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return null;
}

function pathTo(file: string, cameFrom: ReadonlyMap<string, string>, start: string): string[] {
  const path = [file];
  for (let at = file; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    path.unshift(at);
  }
  return path;
}
