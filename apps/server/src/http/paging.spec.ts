import { describe, expect, it } from 'vitest';
import type { Response } from 'express';
import { linkNext, pageQuery, toPage, toPageRequest } from './paging.ts';

const row = (n: number) => ({ id: `00000000-0000-4000-8000-00000000000${n}`, createdAt: new Date(Date.UTC(2026, 0, n)) });

describe('a page', () => {
  it('says where the next one begins, which is read again as it was said', () => {
    const { rows, next } = toPage([row(3), row(2), row(1)], 2);
    expect(rows).toEqual([row(3), row(2)]);
    const headers = new Map<string, string>();
    linkNext(
      { setHeader: (name: string, value: string) => void headers.set(name, value) } as unknown as Response,
      '/api/calls',
      pageQuery.parse({ limit: '2' }),
      next,
    );
    const link = /^<([^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1] ?? '';
    const query = Object.fromEntries(new URL(link, 'http://localhost').searchParams);
    expect(toPageRequest(pageQuery.parse(query))).toEqual({ limit: 2, after: row(2) });
  });

  it('is the last one where nothing follows', () => {
    expect(toPage([row(2), row(1)], 2).next).toBeNull();
    expect(toPage([], 2).next).toBeNull();
  });

  it('refuses what no page has said', () => {
    for (const cursor of ['', 'x', Buffer.from('2026 1').toString('base64url')])
      expect(() => toPageRequest({ limit: 1, cursor })).toThrow(/Link header/);
    for (const limit of ['0', '501', 'all', '-1']) expect(pageQuery.safeParse({ limit }).success).toBe(false);
    expect(pageQuery.parse({})).toEqual({ limit: 500 });
  });
});
