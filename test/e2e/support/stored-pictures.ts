import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { decodeSamples } from '#contracts/sample-codec';
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

/** The shipped texts of consent: they grow with every version, and are searched for pictures all the same. */
const isAboutNoCall = (table: string) => table === 'consent_wordings';

export interface StoredCall {
  /** Findings in the values of the tables, unpacked. */
  pictures: string[];
  samples: number;
  /** Bytes that a sample takes, in the row where they take most. */
  largestSample: number;
  /** Characters of everything stored about calls but the samples. */
  otherCharacters: number;
}

/** Reads the embedded database of a stopped server as a thief would, value by value. */
export async function readStoredCall(dataDir: string): Promise<StoredCall> {
  const database = await PGlite.create(path.join(dataDir, 'db'));
  try {
    const { rows: columns } = await database.query<{ table: string; column: string; type: string }>(
      `select table_name as "table", column_name as "column", data_type as "type" from information_schema.columns where table_schema = 'public'`,
    );
    const result: StoredCall = { pictures: [], samples: 0, largestSample: 0, otherCharacters: 0 };
    for (const { table, column, type } of columns) {
      const isBytes = type === 'bytea';
      const { rows } = await database.query<{ value: string | Uint8Array | null }>(
        `select "${column}"${isBytes ? '' : '::text'} as value from public."${table}"`,
      );
      for (const { value } of rows) {
        if (value === null) continue;
        result.pictures.push(...(await picturesIn(Buffer.from(value as string))).map((finding) => `${table}.${column}: ${finding}`));
        if (!isAboutNoCall(table) && (table !== 'sample_chunks' || column !== 'data')) result.otherCharacters += value.length;
      }
    }
    const { rows: chunks } = await database.query<{ classes: string[]; data: Uint8Array }>('select classes, data from sample_chunks');
    for (const { classes, data } of chunks) {
      const { length } = decodeSamples(data, classes);
      result.samples += length;
      result.largestSample = Math.max(result.largestSample, data.length / length);
    }
    return result;
  } finally {
    await database.close();
  }
}
