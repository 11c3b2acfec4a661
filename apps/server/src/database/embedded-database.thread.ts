import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { SyncedFolder } from './synced-folder.ts';
import { type Answer, type Operation, type Request, type StatementOptions, toPlainError } from './embedded-messages.ts';
import { keepModesPrivate } from './private-modes.ts';

/** The embedded database: PostgreSQL in WebAssembly, which computes on the thread that it is called on. This is a thread of its own. */
const { folder } = workerData as { folder: string };
const port = parentPort;
if (port === null) throw new Error('The embedded database runs as a thread of the server.');

/**
 * What is acknowledged survives a power cut. Segments of the log are deleted when they are done with, not kept for reuse with what was in them;
 * and their deletion is not put off by size.
 */
const DURABLE = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync', '-c', 'wal_recycle=off'];

interface OpenTransaction {
  on: Transaction;
  end: (commit: boolean) => void;
  ended: Promise<void>;
}

/** Thrown inside a transaction to roll it back; nobody sees it. */
class RolledBack extends Error {}

keepModesPrivate();
/** PGlite's own parameters but the one that turns fsync off. */
const startParams = [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), ...DURABLE];
const opened = PGlite.create({ fs: new SyncedFolder(folder), startParams });
const transactions = new Map<number, OpenTransaction>();

port.on('message', ({ call, operation }: Request) => {
  perform(operation).then(
    (result) => port.postMessage({ call, result } satisfies Answer),
    (error: unknown) => port.postMessage({ call, error: toPlainError(error) } satisfies Answer),
  );
});
// openDatabase waits for this message, or for the reason why it does not open.
opened.then(
  () => port.postMessage({ call: 0, result: null } satisfies Answer),
  (error: unknown) => port.postMessage({ call: 0, error: toPlainError(error) } satisfies Answer),
);

async function perform(operation: Operation): Promise<unknown> {
  const database = await opened;
  switch (operation.kind) {
    case 'query':
      return target(database, operation.transaction).query(operation.sql, operation.params, {
        rowMode: operation.options.rowMode,
        parsers: rawParsers(operation.options),
      });
    case 'exec':
      return target(database, operation.transaction).exec(operation.sql);
    case 'begin':
      return begin(database, operation.id);
    case 'end': {
      const transaction = transactions.get(operation.id);
      transactions.delete(operation.id);
      transaction?.end(operation.commit);
      return transaction?.ended;
    }
    case 'close':
      return database.close();
  }
}

function target(database: PGlite, transaction: number | null): Pick<PGlite, 'query' | 'exec'> {
  if (transaction === null) return database;
  const open = transactions.get(transaction);
  if (open === undefined) throw new Error('This transaction has ended.');
  return open.on;
}

/** Resolves once the transaction is open; it stays so until it is told to end. */
async function begin(database: PGlite, id: number): Promise<void> {
  const opened = Promise.withResolvers<void>();
  const told = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<void>();
  // Where nobody is there to end it, `opened` has told what went wrong.
  ended.promise.catch(() => undefined);
  database
    .transaction(async (on) => {
      transactions.set(id, { on, end: told.resolve, ended: ended.promise });
      opened.resolve();
      if (!(await told.promise)) throw new RolledBack();
    })
    .then(ended.resolve, (error: unknown) => {
      if (error instanceof RolledBack) return ended.resolve();
      opened.reject(error);
      ended.reject(error);
    });
  return opened.promise;
}

const asSent = (text: string) => text;
const rawParsers = ({ rawTypes }: StatementOptions) => Object.fromEntries(rawTypes.map((type) => [type, asSent]));
