// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type NoteView } from '#contracts/rest';
import { ApiError } from '../api/api-error.ts';
import { draw, useScreen } from '../testing/screen.tsx';
import { NoteEditor } from './NoteEditor.tsx';
import { NoteKeeper } from './note-keeper.ts';

const NOTE: NoteView = {
  callId: '11111111-1111-4111-8111-111111111111',
  markdown: '## Plan\n',
  version: 1,
  updatedAt: '2026-11-22T10:00:00Z',
  signedAt: null,
  signedBy: null,
  basis: null,
  basisChanged: [],
  erasedSinceSigned: false,
};
const SUMMARY = '<!-- attune:summary -->\n### Expression summary\n<!-- /attune:summary -->';

/** The editor over a real keeper, whose server is this test. */
function open(note: Partial<NoteView> = {}) {
  const server = { note: { ...NOTE, ...note }, refuses: false };
  const put = (change: Partial<NoteView>) => {
    server.note = { ...server.note, ...change, version: server.note.version + 1 };
    return Promise.resolve(server.note);
  };
  const keeper = new NoteKeeper(
    server.note,
    {
      load: () => Promise.resolve(server.note),
      save: ({ markdown }) =>
        server.refuses ? Promise.reject(new ApiError(409, 'note-changed', 'This note was changed elsewhere.')) : put({ markdown }),
      attach: () => put({ markdown: `${server.note.markdown}${SUMMARY}` }),
      sign: () => put({ signedAt: '2026-11-22T11:00:00Z', signedBy: 'Dr. Eva' }),
      reopen: () => put({ signedAt: null, signedBy: null }),
    },
    sessionStorage,
  );
  sessionStorage.clear();
  draw(<NoteEditor keeper={keeper} label="Note" />);
  return { server, keeper };
}

const editor = () => screen.getByTestId<HTMLTextAreaElement>('note-editor');
const status = () => screen.getByTestId('note-status').dataset['status'];

describe('the note', () => {
  useScreen();

  it('is saved while it is written', async () => {
    const { server, keeper } = open();
    fireEvent.change(editor(), { target: { value: '## Plan\nWalk more.' } });
    expect(status()).toBe('unsaved');
    await act(() => keeper.flush());
    expect(status()).toBe('saved');
    expect(server.note.markdown).toContain('Walk more.');
  });

  it('marks inserted text as not reviewed, and is signed only after a question that says so', async () => {
    open();
    fireEvent.click(screen.getByTestId('attach-summary'));
    expect((await screen.findByTestId('machine-made')).textContent).toBe('Auto-generated, not yet reviewed');
    fireEvent.click(screen.getByTestId('sign-note'));
    expect((await screen.findByRole('dialog')).textContent).toMatch(/auto-generated text.*you confirm that you have reviewed it/);
    expect(editor().readOnly).toBe(false);
    fireEvent.click(screen.getByTestId('confirm-sign'));
    await waitFor(() => {
      expect(editor().readOnly).toBe(true);
    });
    expect(screen.getByTestId('note-status').textContent).toContain('Signed by Dr. Eva');
    expect(screen.queryByTestId('sign-note')).toBeNull();
  });

  it('never overwrites what was changed elsewhere without being told to', async () => {
    const { server, keeper } = open();
    server.refuses = true;
    fireEvent.change(editor(), { target: { value: 'mine' } });
    await act(() => keeper.flush());
    expect(screen.getByTestId('note-conflict').textContent).toMatch(/Keep my version.*Use the other version/);
    expect(screen.getByTestId<HTMLButtonElement>('sign-note').disabled).toBe(true);
    server.note = { ...server.note, markdown: 'theirs', version: 7 };
    fireEvent.click(screen.getByRole('button', { name: 'Use the other version' }));
    await waitFor(() => {
      expect(editor().value).toBe('theirs');
    });
  });

  it('tells of estimates that were deleted after it was signed', () => {
    open({ signedAt: '2026-11-22T11:00:00Z', signedBy: 'Dr. Eva', erasedSinceSigned: true });
    expect(screen.getByTestId('note-erased').textContent).toMatch(/deleted after this note was signed/);
  });
});
