import { fileURLToPath } from 'node:url';
import { threadFile } from './thread-file.ts';

/** A function of a thread's program. Input and output are cloned between threads; bytes can be handed over instead. */
export interface ThreadTask<I, O> {
  file: string;
  name: string;
  limitMs: number;
  readonly types?: (input: I) => O;
}

/** What function `name` of the program beside the caller does: `threadTask<Input, Output>(import.meta.url, './import.thread', 'readImport', { limitMs: 30_000 })`. */
export function threadTask<I, O>(importer: string, program: string, name: string, { limitMs }: { limitMs: number }): ThreadTask<I, O> {
  return { file: fileURLToPath(threadFile(importer, program)), name, limitMs };
}
