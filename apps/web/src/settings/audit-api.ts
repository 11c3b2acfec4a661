import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type AuditAction, auditChain, auditPage } from '#contracts/audit';
import { request } from '../api/client.ts';

/** Days are the reader's own, from midnight to midnight; empty texts filter nothing. */
export interface AuditFilter {
  action: AuditAction | null;
  from: string;
  to: string;
}

const DAY_MS = 24 * 3_600_000;

/** As a query of `/api/audit`, without its question mark. */
export function queryOf({ action, from, to }: AuditFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (action !== null) query.set('action', action);
  if (from !== '') query.set('from', new Date(`${from}T00:00`).toISOString());
  if (to !== '') query.set('to', new Date(new Date(`${to}T00:00`).getTime() + DAY_MS - 1).toISOString());
  return query;
}

export function useAuditLog(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) => {
      const query = queryOf(filter);
      if (pageParam !== null) query.set('before', String(pageParam));
      return request(auditPage, `/api/audit?${query.toString()}`);
    },
    getNextPageParam: (page) => page.next,
    refetchOnWindowFocus: false,
  });
}

export function useAuditChain() {
  return useQuery({ queryKey: ['audit-chain'], queryFn: () => request(auditChain, '/api/audit/chain'), refetchOnWindowFocus: false });
}
