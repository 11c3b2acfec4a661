import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { decodeSamples } from '#contracts/sample-codec';
import { Seal, type Sealed } from '../../../apps/server/src/keys/seal.ts';
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

/** Reads the embedded database of a stopped server as a thief would who has its key as well, value by value. */
export async function readStoredCall(dataDir: string): Promise<StoredCall> {
  const database = await PGlite.create(path.join(dataDir, 'db'));
  try {
    const { rows: columns } = await database.query<{ table: string; column: string; type: string }>(
      `select table_name as "table", column_name as "column", data_type as "type" from information_schema.columns where table_schema = 'public'`,
    );
    const opened = await openerOf(database, `${dataDir}.key`);
    const result: StoredCall = { pictures: [], samples: 0, largestSample: 0, otherCharacters: 0 };
    for (const { table, column, type } of columns) {
      const isBytes = type === 'bytea';
      const { rows } = await database.query<{ value: string | Uint8Array | null }>(
        `select "${column}"${isBytes ? '' : '::text'} as value from public."${table}"`,
      );
      for (const row of rows) {
        if (row.value === null) continue;
        const value = row.value instanceof Uint8Array ? opened(table, column, row.value) : row.value;
        result.pictures.push(...(await picturesIn(Buffer.from(value as string))).map((finding) => `${table}.${column}: ${finding}`));
        if (!isAboutNoCall(table) && (table !== 'sample_chunks' || column !== 'data')) result.otherCharacters += value.length;
      }
    }
    const { rows: chunks } = await database.query<{ classes: string[]; data: Uint8Array }>('select classes, data from sample_chunks');
    for (const { classes, data: sealed } of chunks) {
      const data = opened('sample_chunks', 'data', sealed);
      const { length } = decodeSamples(data, classes);
      result.samples += length;
      result.largestSample = Math.max(result.largestSample, data.length / length);
    }
    return result;
  } finally {
    await database.close();
  }
}

/** Opens sealed values: those of calls with whichever call's key fits, the rest with the installation's. */
async function openerOf(database: PGlite, keyFile: string): Promise<(table: string, column: string, sealed: Uint8Array) => Uint8Array> {
  const installation = new Seal(Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'hex'));
  const { rows } = await database.query<{ wrapped: Uint8Array }>('select wrapped from call_keys');
  const keys = rows.map(({ wrapped }) => new Seal(installation.open('call_keys.wrapped', wrapped as Sealed<Uint8Array>)));
  return (table, column, sealed) => {
    // Keys themselves are no content.
    if (table === 'call_keys' || table === 'secrets') return sealed;
    const place = `${table}.${column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
    for (const key of keys) {
      try {
        const value = key.open(place, sealed as Sealed<unknown>);
        return value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
      } catch {
        // Another call's.
      }
    }
    throw new Error(`${place} is sealed with no key of this database.`);
  };
}
