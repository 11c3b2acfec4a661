import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { picturesIn } from './picture-search.ts';

/** Looks for pictures in every file of a folder. */
export async function picturesInFolder(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found.push(...(await picturesIn(await readFile(file))).map((finding) => `${path.relative(folder, file)}: ${finding}`));
  }
  return found;
}

export interface StoredCall {
  /** Findings in the values of the tables, unpacked. */
  pictures: string[];
  samples: number;
  /** Characters that the largest sample takes. */
  largestSample: number;
  /** Characters of everything stored about calls but the samples. */
  otherCharacters: number;
}

/** Reads the embedded database of a stopped server as a thief would, value by value. */
export async function readStoredCall(dataDir: string): Promise<StoredCall> {
  const database = await PGlite.create(path.join(dataDir, 'db'));
  try {
    const { rows: columns } = await database.query<{ table: string; column: string }>(
      `select table_name as "table", column_name as "column" from information_schema.columns where table_schema = 'public'`);
    const result: StoredCall = { pictures: [], samples: 0, largestSample: 0, otherCharacters: 0 };
    for (const { table, column } of columns) {
      const { rows } = await database.query<{ value: string | null }>(`select "${column}"::text as value from public."${table}"`);
      for (const { value } of rows) {
        if (value === null) continue;
        result.pictures.push(...(await picturesIn(Buffer.from(value))).map((finding) => `${table}.${column}: ${finding}`));
        if (table === 'sample_chunks' && column === 'samples') {
          const samples = JSON.parse(value) as unknown[];
          result.samples += samples.length;
          result.largestSample = Math.max(result.largestSample, ...samples.map((sample) => JSON.stringify(sample).length));
        } else {
          result.otherCharacters += value.length;
        }
      }
    }
    return result;
  } finally {
    await database.close();
  }
}
