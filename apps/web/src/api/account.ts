import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type z } from 'zod';
import { type Account, account, type loginRequest, type setupRequest, setupStatus } from '#contracts/rest';
import { ApiError } from './api-error.ts';
import { request, requestNothing } from './client.ts';

export const accountKey = ['account'];
const SETUP = ['setup'];

/** The signed-in account; null if nobody is signed in. */
export function useAccount() {
  return useQuery({
    queryKey: accountKey,
    staleTime: 60_000,
    queryFn: async (): Promise<Account | null> => {
      try {
        return await request(account, '/api/auth/me');
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** Whether the first account still has to be made. */
export function useSetupStatus() {
  return useQuery({ queryKey: SETUP, queryFn: () => request(setupStatus, '/api/setup') });
}

export function useSetup() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof setupRequest>) => request(account, '/api/setup', { method: 'POST', body }),
    onSuccess: (made) => {
      queries.setQueryData(accountKey, made);
      queries.setQueryData(SETUP, { needsSetup: false });
    },
  });
}

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof loginRequest>) => request(account, '/api/auth/login', { method: 'POST', body }),
    onSuccess: (signedIn) => {
      queries.setQueryData(accountKey, signedIn);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => requestNothing('/api/auth/logout', { method: 'POST' }),
    onSuccess: () => {
      // Told first and never removed: pages that watch a removed query would not learn that nobody is signed in.
      queries.setQueryData(accountKey, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== accountKey[0] && queryKey[0] !== SETUP[0] });
    },
  });
}
