import { describe, expect, it } from 'vitest';
import { type RecordingStatus, type RecordingView } from '#contracts/recording';
import { type UploadItem } from '../upload/upload-queue.ts';
import { rowsOf } from './rows.ts';

const recording = (id: string, status: RecordingStatus): RecordingView => ({
  id,
  title: `Title ${id}`,
  fileName: `${id}.mp4`,
  status,
  createdAt: '2026-11-22T12:00:00.000Z',
  profile: 'light',
  everyNth: 5,
  bytes: 10,
  receivedBytes: 5,
  video: null,
  faces: [],
  notAnalysed: [],
  notices: [],
  progress: null,
  problem: null,
  hasVideo: true,
  videoDeletedAt: null,
  noteSigned: false,
});
const upload = (key: number, recordingId: string | null): UploadItem => ({
  key,
  title: `file ${String(key)}`,
  bytes: 10,
  sentBytes: 0,
  state: 'sending',
  problem: null,
  recordingId,
  speed: null,
  fromCamera: false,
  file: new File([], 'x'),
});
const told = (recordings: RecordingView[], uploads: UploadItem[]) => rowsOf(recordings, uploads).map(({ kind, key }) => `${kind} ${key}`);

describe('the list', () => {
  it('shows an upload of this page once, and above the rest', () => {
    expect(told([recording('b', 'done'), recording('a', 'uploading')], [upload(1, 'a'), upload(2, null)])).toEqual([
      'upload upload-1',
      'upload upload-2',
      'recording b',
    ]);
  });

  it('shows what is unfinished and not being sent by this page as such', () => {
    expect(told([recording('a', 'uploading'), recording('b', 'failed')], [])).toEqual(['unfinished a', 'recording b']);
  });

  it('believes the server that all has arrived', () => {
    expect(told([recording('a', 'queued')], [upload(1, 'a')])).toEqual(['recording a']);
  });

  it('calls an upload what the server calls it', () => {
    expect(rowsOf([recording('a', 'uploading')], [upload(1, 'a')])[0]).toMatchObject({ title: 'Title a' });
    expect(rowsOf([], [upload(1, null)])[0]).toMatchObject({ title: 'file 1' });
  });
});
