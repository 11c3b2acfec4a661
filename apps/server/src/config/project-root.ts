import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of Attune's package.json, found from here upwards, so that sources and build find the same files. */
export const projectRoot = find(import.meta.dirname);

function find(from: string): string {
  const manifest = join(from, 'package.json');
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'attune') return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('The package.json of Attune was not found above the server.');
  return find(parent);
}
