import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  recordingLimits,
  recordingOptions,
  type RecordingStatus,
  recordingView,
  type RecordingView,
  type renameFace,
  type renameRecording,
  type RenderRequest,
  type RenderView,
  renderView,
} from '#contracts/recording';
import { type chooseFaces, recordingFacesView } from '#contracts/recording-faces';
import { request, requestNothing } from '../api/client.ts';
import { usePages } from '../api/pages.ts';

const RECORDINGS = ['recordings'];
const ONE = ['recording'];
const path = (recordingId: string, what = '') => `/api/recordings/${recordingId}${what}`;
const rendersKey = (recordingId: string) => [...ONE, recordingId, 'renders'];

const CHANGING: readonly RecordingStatus[] = ['uploading', 'queued', 'analysing'];
const EVERY_MS = 1_000;

/** Whether it will look different soon without anybody doing something. */
export const isChanging = ({ status }: Pick<RecordingView, 'status'>) => CHANGING.includes(status);

/** Recordings, newest first; asked again every second while one of them changes by itself. */
export function useRecordings() {
  return usePages(RECORDINGS, z.array(recordingView), '/api/recordings', (rows) => (rows.some(isChanging) ? EVERY_MS : false));
}

/** One recording; asked again every second while it changes by itself. */
export function useRecording(recordingId: string) {
  return useQuery({
    queryKey: [...ONE, recordingId],
    queryFn: () => request(recordingView, path(recordingId)),
    refetchInterval: ({ state }) => (state.data !== undefined && isChanging(state.data) ? EVERY_MS : false),
  });
}

export function useLimits() {
  return useQuery({ queryKey: ['recording-limits'], queryFn: () => request(recordingLimits, '/api/recordings/limits'), staleTime: 60_000 });
}

const isRunning = ({ status }: RenderView) => status === 'queued' || status === 'running';

/** What was made of the video, newest first; asked again every second while something is being made. */
export function useRenders(recordingId: string) {
  return useQuery({
    queryKey: rendersKey(recordingId),
    queryFn: () => request(z.array(renderView), path(recordingId, '/renders')),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) === true ? EVERY_MS : false),
  });
}

export function useCreateRender(recordingId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RenderRequest) => request(renderView, path(recordingId, '/renders'), { method: 'POST', body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: rendersKey(recordingId) }),
  });
}

/** Also stops one that is being made. */
export function useDeleteRender(recordingId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (renderId: string) => requestNothing(path(recordingId, `/renders/${renderId}`), { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: rendersKey(recordingId) }),
  });
}

/** A recording has changed: the list, its own page, and its names in the review. */
export async function refreshRecording(queries: QueryClient, recordingId: string): Promise<void> {
  const stale = [
    RECORDINGS,
    [...ONE, recordingId],
    ['calls', recordingId],
    ['timeline', recordingId],
    ['summary', recordingId],
    ['note', recordingId],
  ];
  await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** A change of one recording that is seen in what is asked anew afterwards. */
function useChange<T>(recordingId: string, change: (input: T) => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => refreshRecording(queries, recordingId) });
}

export function useRenameRecording(recordingId: string) {
  return useChange(recordingId, (body: z.input<typeof renameRecording>) => requestNothing(path(recordingId), { method: 'PATCH', body }));
}

export function useRenameFace(recordingId: string) {
  return useChange(recordingId, ({ participantId, ...body }: z.input<typeof renameFace> & { participantId: string }) =>
    requestNothing(path(recordingId, `/faces/${participantId}`), { method: 'PATCH', body }),
  );
}

/** Who is in the video, and whose face may be analysed. */
export function useFaces(recordingId: string) {
  return useQuery({
    queryKey: [...ONE, recordingId, 'faces'],
    queryFn: () => request(recordingFacesView, path(recordingId, '/faces')),
    staleTime: 0,
  });
}

/** Says who has agreed: who is left out is erased, who is new is analysed. */
export function useChooseFaces(recordingId: string) {
  return useChange(recordingId, (body: z.input<typeof chooseFaces>) =>
    requestNothing(path(recordingId, '/faces'), { method: 'POST', body }),
  );
}

/** Erases what was estimated of one face; the others stay. */
export function useEraseFace(recordingId: string) {
  return useChange(recordingId, (number: number) => requestNothing(path(recordingId, `/faces/${number}`), { method: 'DELETE' }));
}

/** Stops the analysis; the video stays. */
export function useCancelAnalysis(recordingId: string) {
  return useChange(recordingId, () => requestNothing(path(recordingId, '/cancel'), { method: 'POST' }));
}

/** Analyses the video (again) from its start. */
export function useAnalyse(recordingId: string) {
  return useChange(recordingId, (options: z.input<typeof recordingOptions>) =>
    requestNothing(path(recordingId, '/analyse'), { method: 'POST', body: recordingOptions.parse(options) }),
  );
}

/** Deletes the video and everything cut from it; the results stay. */
export function useDeleteVideo(recordingId: string) {
  return useChange(recordingId, () => requestNothing(path(recordingId, '/video'), { method: 'DELETE' }));
}

/** Deletes the recording with all its results. */
export function useDeleteRecording(recordingId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => requestNothing(path(recordingId), { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: RECORDINGS }),
  });
}
