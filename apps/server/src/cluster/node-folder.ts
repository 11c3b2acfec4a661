import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';

/** Where this server keeps what is its own, made if need be: servers may share the data folder. */
export function nodeFolder({ dataDir, cluster }: Pick<Config, 'dataDir' | 'cluster'>): string {
  if (cluster === undefined) return dataDir;
  const folder = join(dataDir, 'nodes', cluster.nodeName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
