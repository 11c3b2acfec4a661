/** What crosses between the server and the thread of its embedded database. Everything here is cloned on the way. */

/** `rawTypes`: PostgreSQL type ids whose values are answered as the text that the database sent. */
export interface StatementOptions {
  rowMode?: 'array' | 'object';
  rawTypes: number[];
}

export type Operation =
  | { kind: 'query'; sql: string; params: unknown[]; options: StatementOptions; transaction: number | null }
  | { kind: 'exec'; sql: string; transaction: number | null }
  /** Opens transaction `id`; answered once nothing else is at work on the database. */
  | { kind: 'begin'; id: number }
  | { kind: 'end'; id: number; commit: boolean }
  | { kind: 'close' };

export interface Request {
  call: number;
  operation: Operation;
}
export type Answer = { call: number; result: unknown } | { call: number; error: PlainError };

/** An error without its class. */
export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
  properties: Record<string, unknown>;
}

/** Also of what is thrown without being an Error, as WebAssembly's file systems do. */
export function toPlainError(error: unknown): PlainError {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error), stack: undefined, properties: {} };
  const { name = 'Error', message = '', stack } = error as Partial<Error>;
  // Codes of PostgreSQL and of the file system say what to do about an error. What cannot be cloned is left behind.
  const properties = Object.fromEntries(
    Object.entries(error).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );
  return { name, message, stack, properties };
}

export function fromPlainError({ name, message, stack, properties }: PlainError): Error {
  const error = Object.assign(new Error(message), properties);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
