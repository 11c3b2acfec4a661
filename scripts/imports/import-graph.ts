import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Files, as paths from the root, and the files that each imports: statically, for types alone, or while it runs. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Of all sources below `root`. */
export function importGraph(root: string): ImportGraph {
  const sources = ts.sys.readDirectory(root, ['.ts', '.tsx', '.mjs'], ['**/node_modules', '**/dist'], ['apps', 'libs', 'scripts', 'test']);
  const files = new Set(sources.map((file) => relative(root, file)));
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> };
  const aliases = Object.entries(imports).map(([from, to]) => [from.replace('*', ''), to] as const);

  const resolve = (specifier: string, importer: string): string => {
    const [from, to] = aliases.find(([prefix]) => specifier.startsWith(prefix)) ?? [];
    return from === undefined || to === undefined
      ? join(dirname(importer), specifier)
      : join(to.replace('*', specifier.slice(from.length)));
  };
  return new Map(
    [...files].map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
      const specifiers = importedFiles.map(({ fileName }) => fileName).filter((name) => /^[.#]/.test(name));
      return [file, [...new Set(specifiers.map((specifier) => resolve(specifier, file)))].filter((target) => files.has(target))];
    }),
  );
}
