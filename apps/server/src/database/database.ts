import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { claimDataFolder, folderMessage } from './data-folder.ts';
import { asPglite, EmbeddedDatabase } from './embedded-database.ts';
import { ALONE, type Leadership, PostgresLeadership } from './leadership.ts';
import * as schema from './schema/index.ts';

/** Drizzle over PGlite or PostgreSQL alike. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;
/** How pg-boss reaches the same database; `embedded`: nobody else can be at work on its jobs. */
export interface JobsDatabase {
  embedded: boolean;
  connection: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString' | 'max'>;
}
export interface OpenDatabase {
  db: Database;
  jobs: JobsDatabase;
  leadership: Leadership;
  /** Does the work while no other server on this database does the like. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Jobs need few connections; the pool of pg-boss is its own, so that a long query of a page delays no heartbeat. */
const JOB_CONNECTIONS = 3;

/**
 * A statement that takes longer has failed: a database that is stuck, or a network that swallows packets, must show as an outage instead of
 * holding every connection for ever. The server gives up first and says why; `query_timeout` is for when it cannot be heard.
 */
const PATIENCE = {
  connectionTimeoutMillis: 10_000,
  statement_timeout: 20_000,
  idle_in_transaction_session_timeout: 30_000,
  query_timeout: 25_000,
};

/** Opens the database and brings its schema up to date. Throws {@link ConfigError} with what to do. */
export function openDatabase(config: Config): Promise<OpenDatabase> {
  return config.databaseUrl === undefined ? openPglite(config) : openPostgres(config, config.databaseUrl);
}

async function openPglite(config: Config): Promise<OpenDatabase> {
  const release = claimDataFolder(config.dataDir);
  const folder = join(config.dataDir, 'db');
  const fresh = !existsSync(folder);
  const open = async () => {
    const client = await EmbeddedDatabase.open(folder);
    const db = drizzlePglite(asPglite(client), { schema });
    try {
      await migratePglite(db, { migrationsFolder: config.migrationsDir });
      return { client, db };
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
  };
  try {
    const { client, db } = await open();
    const jobs: JobsDatabase = { embedded: true, connection: { db: fromPglite(asPglite(client)), backend: 'pglite' } };
    return {
      db,
      jobs,
      leadership: ALONE,
      alone: (work) => work(),
      close: async () => {
        try {
          await client.close();
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    // A database half made would not open once there is room.
    if (fresh) rmSync(folder, { recursive: true, force: true });
    const code = codeOf(error);
    if (code?.startsWith('E')) throw new ConfigError(folderMessage(config.dataDir, Object.assign(new Error(code), { code })));
    throw new ConfigError(
      `The database in ${folder} cannot be opened (${oneLine(error instanceof Error ? error.message : String(error))}). Restore a backup of the folder, or set ATTUNE_DATA to another folder.`,
    );
  }
}

async function openPostgres(config: Config, url: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, ...PATIENCE });
  // Without a listener an idle connection that breaks would end the process; the pool opens another by itself.
  pool.on('error', (error) => new Logger('Storage').warn(`A connection to PostgreSQL was lost (${oneLine(error.message)}).`));
  // While a connection is in use the pool does not listen; between two queries of a transaction nobody else does. Its next query fails.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  try {
    await migrate(url, config.migrationsDir);
  } catch (error) {
    await pool.end();
    const cause = (error as Error).cause instanceof Error ? ((error as Error).cause as Error) : (error as Error);
    const { hostname, port, pathname } = new URL(url);
    throw new ConfigError(
      `PostgreSQL at ${hostname}:${port || '5432'}${pathname} cannot be used (${oneLine(cause.message || (cause as NodeJS.ErrnoException).code || 'no answer')}). Check DATABASE_URL, and that the server runs.`,
    );
  }
  const leadership = new PostgresLeadership(url);
  return {
    db: drizzlePostgres(pool, { schema }),
    jobs: { embedded: false, connection: { connectionString: url, max: JOB_CONNECTIONS } },
    leadership,
    alone: (work) => alone(url, work),
    close: async () => {
      await leadership.close();
      await pool.end();
    },
  };
}

/** On a connection of its own, which waits as long as a large table takes. */
async function migrate(url: string, migrationsFolder: string): Promise<void> {
  await alone(url, (client) => migratePostgres(drizzlePostgres(client, { schema }), { migrationsFolder }));
}

/** Servers that start at the same time change the stored form of things one after the other. */
const STARTING = 0x41_74_74_6e;

/** Holds an advisory lock meanwhile, on a connection of its own: PostgreSQL lets it go with the connection, whatever becomes of this server. */
async function alone<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE.connectionTimeoutMillis });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [STARTING]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Numbers of WASI (`wasi_snapshot_preview1`, errno), in which PGlite's file system reports what the disk says. */
const WASI_ERRORS: Record<number, string> = { 2: 'EACCES', 19: 'EDQUOT', 51: 'ENOSPC', 63: 'EPERM', 69: 'EROFS' };

function codeOf(error: unknown): string | undefined {
  const { code, errno, name } = error as NodeJS.ErrnoException;
  return code ?? (name === 'ErrnoError' && errno !== undefined ? WASI_ERRORS[errno] : undefined);
}

const oneLine = (text: string) => text.split('\n')[0] ?? '';
