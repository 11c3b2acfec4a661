// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { recordingView } from '#contracts/recording';
import { draw, useScreen } from '#web/testing/screen.tsx';
import { type UploadItem } from '../upload/upload-queue.ts';
import { UnfinishedRow } from './UnfinishedRow.tsx';
import { UploadRow } from './UploadRow.tsx';

const ACCOUNT = [
  ['account'],
  { id: '11111111-1111-4111-8111-111111111111', name: 'Dr. Eva', email: 'eva@example.org', administrator: false },
] as const;
const FILE = new File([new Uint8Array(1_000)], 'visit.mp4', { lastModified: Date.parse('2026-11-20T10:00:00Z') });
const ITEM: UploadItem = {
  key: 1,
  title: 'Visit',
  bytes: 1_000,
  sentBytes: 400,
  state: 'sending',
  problem: null,
  recordingId: null,
  speed: 100,
  fromCamera: false,
  file: FILE,
};

describe('the row of an upload', () => {
  useScreen();

  it.each([
    [{ state: 'sending' as const }, 'Uploading: 40% · 400 byte of 1 kB · 100 byte/s · about 6 sec left', 'upload-pause'],
    [{ state: 'waiting' as const, sentBytes: 0 }, 'Queued behind other uploads', 'upload-pause'],
    [{ state: 'paused' as const }, 'Paused at 40%', 'upload-resume'],
    [{ state: 'retrying' as const }, 'The connection is interrupted at 40%. Retrying.', 'upload-pause'],
    [
      { state: 'failed' as const, problem: { code: 'too-large', message: '', again: false } },
      'The video is larger than the server accepts.',
      'upload-again',
    ],
  ])('says how it stands and offers what helps: %j', (change, status, button) => {
    draw(<UploadRow upload={{ ...ITEM, ...change }} title="Visit" />, [ACCOUNT]);
    expect(screen.getByTestId('recording-status').textContent).toBe(status);
    expect(screen.getByTestId(button)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Cancel the upload of Visit' })).toBeTruthy();
  });

  it('offers nothing more once it is sent', () => {
    draw(<UploadRow upload={{ ...ITEM, state: 'sent', sentBytes: 1_000 }} title="Visit" />, [ACCOUNT]);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('saves what exists nowhere else: a camera recording that failed, and no file', () => {
    const failed = { ...ITEM, state: 'failed' as const, problem: { code: 'too-large', message: '', again: false } };
    draw(
      <>
        <UploadRow upload={failed} title="Visit" />
        <UploadRow upload={{ ...failed, fromCamera: true }} title="Camera" />
      </>,
      [ACCOUNT],
    );
    expect(screen.getAllByRole('button', { name: 'Save the file' })).toHaveLength(1);
  });
});

describe('the row of an upload that a reload cut off', () => {
  useScreen();

  it('takes the same file only', () => {
    const recording = recordingView.parse({
      id: '22222222-2222-4222-8222-222222222222',
      title: 'Visit',
      fileName: 'visit.mp4',
      status: 'uploading',
      createdAt: '2026-11-30T10:00:00.000Z',
      profile: 'call',
      everyNth: 5,
      bytes: 1_000,
      receivedBytes: 400,
      video: null,
      faces: [],
      notAnalysed: [],
      progress: null,
      problem: null,
      hasVideo: false,
      videoDeletedAt: null,
      noteSigned: false,
    });
    draw(<UnfinishedRow recording={recording} />, [ACCOUNT]);
    expect(screen.getByTestId('recording-status').textContent).toBe(
      'The upload was interrupted at 40%. Choose visit.mp4 again to continue from there.',
    );
    fireEvent.change(screen.getByTestId('choose-again-input'), { target: { files: [new File(['other'], 'other.mp4')] } });
    expect(screen.getByTestId('wrong-file').textContent).toMatch(/other\.mp4 is a different file\. Choose visit\.mp4/);
  });
});
