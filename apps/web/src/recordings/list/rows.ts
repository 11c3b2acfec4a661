import { type RecordingView } from '#contracts/recording';
import { type UploadItem } from '../upload/upload-queue.ts';

/**
 * A line of the list. upload: this page is sending it. unfinished: begun and not finished, and not by this page. recording: has arrived.
 */
export type Row =
  | { kind: 'upload'; key: string; upload: UploadItem; title: string }
  | { kind: 'unfinished'; key: string; recording: RecordingView }
  | { kind: 'recording'; key: string; recording: RecordingView };

/** What is on its way first, in its order; then everything else as it came (newest first). */
export function rowsOf(recordings: readonly RecordingView[], uploads: readonly UploadItem[]): Row[] {
  const arrived = new Set(recordings.filter(({ status }) => status !== 'uploading').map(({ id }) => id));
  // The server's word counts once it has all of it.
  const sending = uploads.filter(({ recordingId }) => recordingId === null || !arrived.has(recordingId));
  const here = new Set(sending.map(({ recordingId }) => recordingId));
  const titles = new Map(recordings.map(({ id, title }) => [id, title]));
  return [
    ...sending.map(
      (upload): Row => ({
        kind: 'upload',
        key: `upload-${String(upload.key)}`,
        upload,
        title: titles.get(upload.recordingId ?? '') ?? upload.title,
      }),
    ),
    ...recordings
      .filter(({ id }) => !here.has(id))
      .map((recording): Row => ({ kind: recording.status === 'uploading' ? 'unfinished' : 'recording', key: recording.id, recording })),
  ];
}
