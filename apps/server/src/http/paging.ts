import type { Response } from 'express';
import { z } from 'zod';
import { invalidRequest } from './api-exception.ts';

/** Rows in an answer where nobody says how many, and at most. */
export const MAX_ROWS = 500;

/** `?limit=&cursor=` of every list. `cursor` is what the `Link` of the page before said, and means nothing else. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_ROWS).default(MAX_ROWS),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.output<typeof pageQuery>;

/** Where a page begins: after this row, in the order newest first. */
export interface After {
  createdAt: Date;
  id: string;
}
/** `limit` rows at most, after `after`. */
export interface PageRequest {
  limit: number;
  after: After | null;
}
/** `next`: the row after which the next page begins; null on the last one. */
export interface Page<T> {
  rows: T[];
  next: After | null;
}

const cursorText = z.tuple([z.iso.datetime(), z.uuid()]);

/** Throws 400 `invalid-request` for a cursor that no page has told. */
export function toPageRequest({ limit, cursor }: PageQuery): PageRequest {
  if (cursor === undefined) return { limit, after: null };
  const parsed = cursorText.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '));
  if (!parsed.success) throw invalidRequest('cursor: Take the address of the next page from the Link header of the page before.');
  const [createdAt, id] = parsed.data;
  return { limit, after: { createdAt: new Date(createdAt), id } };
}

/** Of `limit + 1` rows that were asked for, the page, and whether there is a next one. */
export function toPage<T extends After>(rows: T[], limit: number): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? { createdAt: last.createdAt, id: last.id } : null };
}

/** Tells the address of the next page by a `Link` header (RFC 8288), where there is one. */
export function linkNext(response: Response, path: string, { limit }: PageQuery, next: After | null): void {
  if (next === null) return;
  const cursor = Buffer.from(`${next.createdAt.toISOString()} ${next.id}`).toString('base64url');
  response.setHeader('Link', `<${path}?limit=${limit}&cursor=${cursor}>; rel="next"`);
}
