import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Address of a thread's program beside the module that starts it: `threadFile(import.meta.url, './import.thread')`. Compiled modules have
 * compiled neighbours (.js), sources have sources (.ts), which Node runs as they are: a thread's program may use no decorators.
 */
export function threadFile(importer: string, name: string): URL {
  return new URL(`${name}${extname(fileURLToPath(importer))}`, importer);
}
