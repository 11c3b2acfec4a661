import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { callView, type CreateCall } from '#contracts/rest';
import { request } from './client.ts';
import { usePages } from './pages.ts';

const CALLS = ['calls'];

/** Calls, newest first; asked again every three seconds, so that whoever waits appears by themself. */
export function useCalls() {
  return usePages([...CALLS, 'list'], z.array(callView), '/api/calls', () => 3_000);
}

export const callKey = (callId: string) => [...CALLS, callId];

export function useCall(callId: string) {
  return useQuery({ queryKey: callKey(callId), queryFn: () => request(callView, `/api/calls/${callId}`) });
}

export function useCreateCall() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateCall) => request(callView, '/api/calls', { method: 'POST', body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: CALLS }),
  });
}
