import { type z } from 'zod';
import { apiError } from '#contracts/rest';
import { ApiError } from './api-error.ts';

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** What the answer may be. */
  accept?: string;
  /** Aborted: nobody waits for the answer any more, and none comes. */
  signal?: AbortSignal;
}

async function send(path: string, { method = 'GET', body, accept = 'application/json', signal }: Options): Promise<Response> {
  const init: RequestInit = { method, headers: { accept }, signal: signal ?? null };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, 'content-type': 'application/json' };
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError(0, 'no-connection', 'The server does not answer. Check your connection and try again.');
  }
  if (response.ok) return response;
  const said = apiError.safeParse(await response.json().catch(() => null));
  if (said.success) throw new ApiError(response.status, said.data.code, said.data.message, said.data.parameters);
  throw new ApiError(response.status, 'server-fault', 'The server could not do this. Try again in a moment.');
}

/**
 * Calls the REST API and parses the answer.
 * @throws {ApiError} if the server refuses, does not answer, or answers with something else than the contract says.
 */
export async function request<T>(schema: z.ZodType<T>, path: string, options: Options = {}): Promise<T> {
  return parse(schema, path, await send(path, options));
}

/** A page of a list. `next`: the path of the next one; null on the last. */
export interface Page<T> {
  rows: T[];
  next: string | null;
}

/** As `request`, for lists that come in pages. */
export async function requestPage<T>(schema: z.ZodType<T[]>, path: string, options: Options = {}): Promise<Page<T>> {
  const response = await send(path, options);
  const next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
  return { rows: await parse(schema, path, response), next };
}

/** As `request`, for bytes of a type of their own. `decode` throws where they are none. */
export async function requestBytes<T>(decode: (bytes: Uint8Array) => T, path: string, type: string): Promise<T> {
  const response = await send(path, { accept: type });
  try {
    return decode(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    throw unexpected(path, response, error);
  }
}

async function parse<T>(schema: z.ZodType<T>, path: string, response: Response): Promise<T> {
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw unexpected(path, response, parsed.error);
}

function unexpected(path: string, response: Response, why: unknown): ApiError {
  console.error(`Unexpected answer of ${path}:`, why instanceof Error ? why.message : why);
  return new ApiError(
    response.status,
    'unexpected-answer',
    'The server answered something unexpected. Reload the page; it may have been updated.',
  );
}

/** As `request`, for answers without a body. */
export async function requestNothing(path: string, options: Options = {}): Promise<void> {
  await send(path, options);
}

/** As `request`, for text (exports). */
export async function requestText(path: string, options: Options = {}): Promise<string> {
  return (await send(path, options)).text();
}
