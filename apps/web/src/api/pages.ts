import { useInfiniteQuery } from '@tanstack/react-query';
import { type z } from 'zod';
import { type Page, requestPage } from './client.ts';

const ROWS = 100;

/**
 * A list that comes in pages, newest first, as far as it has been asked for: `data` is all rows of the pages so far.
 * @param refetchInterval milliseconds after which the pages are asked for again, or false; by the rows that there are.
 * @param inBackground whether they are asked for again while the tab is not shown.
 */
export function usePages<T>(
  queryKey: string[],
  schema: z.ZodType<T[]>,
  path: string,
  refetchInterval: (rows: T[]) => number | false,
  inBackground = false,
) {
  return useInfiniteQuery({
    queryKey,
    initialPageParam: `${path}?limit=${String(ROWS)}`,
    queryFn: ({ pageParam }) => requestPage(schema, pageParam),
    getNextPageParam: (last: Page<T>) => last.next,
    select: ({ pages }) => pages.flatMap(({ rows }) => rows),
    refetchIntervalInBackground: inBackground,
    refetchInterval: ({ state }) => refetchInterval(state.data?.pages.flatMap(({ rows }) => rows) ?? []),
  });
}
