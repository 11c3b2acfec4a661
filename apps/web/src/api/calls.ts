import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { callView, type CallView, type CreateCall } from '#contracts/rest';
import { request, requestNothing } from './client.ts';
import { usePages } from './pages.ts';

export const CALLS = ['calls'];

/** Calls, newest first; asked again every three seconds, in the background too, so that a patient who waits is announced. */
export function useCalls() {
  return usePages([...CALLS, 'list'], z.array(callView), '/api/calls', () => 3_000, true);
}

export const callKey = (callId: string) => [...CALLS, callId];

/** Null: none yet. */
export function useCall(callId: string | null) {
  return useQuery({
    queryKey: callKey(callId ?? ''),
    queryFn: () => request(callView, `/api/calls/${callId ?? ''}`),
    enabled: callId !== null,
  });
}

/** `renewForOne`: for the first person who joins by it. */
export type InvitationChange = 'renew' | 'renewForOne' | 'revoke';

/** Changes a call's link; the one before stops working whatever is chosen. */
export function useChangeInvitation(callId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: InvitationChange) =>
      request(
        callView,
        `/api/calls/${callId}/invitation`,
        change === 'revoke' ? { method: 'DELETE' } : { method: 'POST', body: { singleUse: change === 'renewForOne' } },
      ),
    onSuccess: (call) => {
      queries.setQueryData(callKey(callId), call);
      return queries.invalidateQueries({ queryKey: CALLS });
    },
  });
}

/** Gives a call another title. */
export function useRenameCall(callId: string) {
  return useChangeCall((title: string) => request(callView, `/api/calls/${callId}`, { method: 'PATCH', body: { title } }));
}

/** Ends a call for good, whether or not it has begun. */
export function useCancelCall(callId: string) {
  return useChangeCall((_: undefined) => request(callView, `/api/calls/${callId}/end`, { method: 'POST', body: {} }));
}

/** Deletes a call with everything of it. */
export function useDeleteCall(callId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (_: undefined) => requestNothing(`/api/calls/${callId}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [...CALLS, 'list'] });
    },
  });
}

/** Deletes what there is of a patient or guest of a call that is over. */
export function useDeleteParticipant(callId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (participantId: string) => requestNothing(`/api/calls/${callId}/participants/${participantId}`, { method: 'DELETE' }),
    // Timeline, transcript and summary are others now, too.
    onSuccess: () => queries.invalidateQueries(),
  });
}

function useChangeCall<T>(change: (value: T) => Promise<CallView>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: CALLS }) });
}

export function useCreateCall() {
  return useChangeCall((body: CreateCall) => request(callView, '/api/calls', { method: 'POST', body }));
}
