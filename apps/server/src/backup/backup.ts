import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as tar from 'tar';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { claimDataFolder } from '../database/data-folder.ts';

/** What a running server leaves there, and a restored folder must not have. */
const NOT_DATA = new Set(['attune.lock', 'setup-code']);

/**
 * Packs the data folder into a new file (tar, gzip) for its owner alone. What patients said is sealed in it, and the key is not. Only while no server
 * runs, so that all of it is of one moment. Throws {@link ConfigError}.
 */
export async function backUp(config: Pick<Config, 'dataDir'>, file: string): Promise<void> {
  const target = resolve(file);
  if (existsSync(target)) throw new ConfigError(`There is a file ${target} already. Name another one, or delete it.`);
  if (!existsSync(config.dataDir))
    throw new ConfigError(`There is no data folder ${config.dataDir} to back up. Set ATTUNE_DATA to the right one.`);
  const release = claimDataFolder(config.dataDir);
  const part = `${target}.part`;
  try {
    const names = readdirSync(config.dataDir).filter((name) => !NOT_DATA.has(name));
    await pipeline(
      tar.create({ cwd: config.dataDir, gzip: true, portable: true }, names),
      createWriteStream(part, { flags: 'w', mode: 0o600 }),
    );
    const handle = await open(part, 'r+');
    await handle.sync();
    await handle.close();
    renameSync(part, target);
  } finally {
    rmSync(part, { force: true });
    release();
  }
}

/** Unpacks a backup into a data folder that is empty or not there. Throws {@link ConfigError}; a folder half filled is emptied again. */
export async function restore(config: Pick<Config, 'dataDir'>, file: string): Promise<void> {
  const source = resolve(file);
  if (!existsSync(source)) throw new ConfigError(`There is no file ${source}. Name the backup.`);
  const { dataDir } = config;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0)
    throw new ConfigError(`The data folder ${dataDir} is not empty. Move what is there away, or set ATTUNE_DATA to another folder.`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    await tar.extract({ file: source, cwd: dataDir, strict: true, preservePaths: false });
  } catch (error) {
    for (const name of readdirSync(dataDir)) rmSync(`${dataDir}/${name}`, { recursive: true, force: true });
    throw new ConfigError(`${source} is no whole backup (${error instanceof Error ? error.message : String(error)}). Use another copy.`);
  }
}
