import 'reflect-metadata';
import { loadConfig } from '../config/config.ts';
import { rotateKey } from './rotate-key.ts';

/** `npm run rotate-key`. What keeps it from working is told in one line, without a stack. */
try {
  const config = loadConfig(process.env);
  const { calls, keyFile } = await rotateKey(config);
  console.log(
    `The keys of ${calls} calls and recordings are wrapped with a new key, which lies in ${keyFile}. Copy it to where you keep the old one's copy.`,
  );
  if (config.storageKey !== undefined)
    console.log(`Set ATTUNE_STORAGE_KEY to what that file says before the next start, then delete the file.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
