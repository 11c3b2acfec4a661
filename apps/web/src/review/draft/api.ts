import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type z } from 'zod';
import { type decideDraft, draftView, type DraftView, type requestDraft } from '#contracts/draft';
import { request } from '../../api/client.ts';

/** How often it is asked how far the model is. */
const LOOK_EVERY_MS = 1_000;
const path = (callId: string) => `/api/calls/${callId}/draft`;
const isUnderWay = (draft: DraftView | undefined) => draft?.state === 'waiting' || draft?.state === 'working';

export function useDraft(callId: string) {
  return useQuery({
    queryKey: ['draft', callId],
    queryFn: () => request(draftView, path(callId)),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? LOOK_EVERY_MS : false),
  });
}

export type DraftChange = { ask: z.input<typeof requestDraft> } | { decide: z.input<typeof decideDraft> } | 'remove';

/** `around`: what is to be done before and after the server changes the note. */
export function useChangeDraft(callId: string, around: (change: () => Promise<unknown>) => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (change: DraftChange) => {
      if (change === 'remove') return request(draftView, path(callId), { method: 'DELETE' });
      if ('ask' in change) return request(draftView, path(callId), { method: 'POST', body: change.ask });
      let view: DraftView | undefined;
      await around(async () => {
        view = await request(draftView, path(callId), { method: 'PATCH', body: change.decide });
      });
      return view;
    },
    onSuccess: (view) => {
      if (view !== undefined) queries.setQueryData(['draft', callId], view);
    },
  });
}
