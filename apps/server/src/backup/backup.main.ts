import 'reflect-metadata';
import { loadConfig } from '../config/config.ts';
import { backUp, restore } from './backup.ts';

/** `npm run backup -- FILE`, `npm run restore -- FILE`. What keeps them from working is told in one line, without a stack. */
try {
  const [, , work, file] = process.argv;
  process.umask(0o077);
  const config = loadConfig(process.env);
  if (file === undefined || (work !== 'backup' && work !== 'restore'))
    throw new Error('Name the file: npm run backup -- FILE, npm run restore -- FILE');
  if (work === 'backup') {
    await backUp(config, file);
    console.log(
      `${file} has everything in ${config.dataDir}. The key is not in it: keep a copy of it (${config.keyFile}, or ATTUNE_STORAGE_KEY) somewhere else.`,
    );
  } else {
    await restore(config, file);
    console.log(
      `${config.dataDir} is as it was. Put the key of that time to ${config.keyFile}, or set ATTUNE_STORAGE_KEY to it, then start Attune.`,
    );
  }
  if (config.databaseUrl !== undefined)
    console.log('The database is PostgreSQL (DATABASE_URL): back it up and restore it with pg_dump and pg_restore.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
