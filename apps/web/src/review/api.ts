import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { noteView, type saveNote } from '#contracts/rest';
import { callSummary } from '#contracts/summary';
import { type ImportTranscript, transcriptPreview, transcriptView } from '#contracts/transcript';
import { type z } from 'zod';
import { request, requestText } from '../api/client.ts';
import { loadTimeline } from '../timeline/load-timeline.ts';

const path = (callId: string, what: string) => `/api/calls/${callId}/${what}`;
const SETTLED = { staleTime: Infinity } as const;

export function useTimeline(callId: string, enabled: boolean) {
  return useQuery({ queryKey: ['timeline', callId], queryFn: () => loadTimeline(callId), enabled, ...SETTLED });
}

export function useSummary(callId: string, enabled: boolean) {
  return useQuery({ queryKey: ['summary', callId], queryFn: () => request(callSummary, path(callId, 'summary')), enabled, ...SETTLED });
}

/** What is known of the transcript besides the utterances, which the summary has. */
export function useTranscript(callId: string) {
  return useQuery({
    queryKey: ['transcript', callId],
    queryFn: () => request(transcriptView, path(callId, 'transcript?utterances=none')),
    ...SETTLED,
  });
}

/** Import a file, or move what was imported; both change the summary. */
export function useChangeTranscript(callId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { file: ImportTranscript } | { offsetMs: number }) =>
      'file' in change
        ? request(transcriptView, path(callId, 'transcript/import'), { method: 'POST', body: change.file })
        : request(transcriptView, path(callId, 'transcript'), { method: 'PATCH', body: change }),
    onSuccess: async (view) => {
      queries.setQueryData(['transcript', callId], view);
      await queries.invalidateQueries({ queryKey: ['summary', callId] });
    },
  });
}

/** What an import of a file would bring. */
export function usePreviewTranscript(callId: string) {
  return useMutation({
    mutationFn: (file: Pick<ImportTranscript, 'fileName' | 'content'>) =>
      request(transcriptPreview, path(callId, 'transcript/preview'), { method: 'POST', body: file }),
  });
}
export type PreviewTranscript = ReturnType<typeof usePreviewTranscript>;

export const noteApi = (callId: string) => ({
  load: () => request(noteView, path(callId, 'note')),
  save: (body: z.input<typeof saveNote>) => request(noteView, path(callId, 'note'), { method: 'PUT', body }),
  attach: () => request(noteView, path(callId, 'note/attach'), { method: 'POST' }),
  sign: () => request(noteView, path(callId, 'note/sign'), { method: 'POST' }),
  reopen: () => request(noteView, path(callId, 'note/reopen'), { method: 'POST' }),
});
export type NoteApi = ReturnType<typeof noteApi>;

export function loadSummaryMarkdown(callId: string): Promise<string> {
  return requestText(path(callId, 'summary.md'));
}

/** The formats that a transcript can be downloaded in, by the ends of their files' names. */
export const TRANSCRIPT_FILES = [
  ['vtt', 'text/vtt'],
  ['srt', 'application/x-subrip'],
  ['txt', 'text/plain'],
] as const;

export function loadTranscriptFile(callId: string, format: (typeof TRANSCRIPT_FILES)[number][0]): Promise<string> {
  return requestText(path(callId, `transcript.${format}`));
}

export type ChangeTranscript = ReturnType<typeof useChangeTranscript>;
