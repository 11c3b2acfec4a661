import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callView, platformStatus } from '#contracts/rest';
import { callKey, CALLS } from './calls.ts';
import { request } from './client.ts';

/** Whether this Attune has a key for a platform; it changes with a restart only. */
export function usePlatform() {
  return useQuery({ queryKey: ['platform'], queryFn: () => request(platformStatus, '/api/platform'), staleTime: Infinity });
}

/** Gives a call to the platform, or takes it back. */
export function useGivePlatform(callId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: boolean) => request(callView, `/api/calls/${callId}/platform`, { method: given ? 'POST' : 'DELETE' }),
    onSuccess: (call) => {
      queries.setQueryData(callKey(callId), call);
      return queries.invalidateQueries({ queryKey: CALLS });
    },
  });
}
