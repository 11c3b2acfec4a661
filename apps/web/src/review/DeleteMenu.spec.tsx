// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallView } from '#contracts/rest';
import { draw, useScreen } from '../testing/screen.tsx';
import { DeleteMenu } from './DeleteMenu.tsx';

const PAT = '22222222-2222-4222-8222-222222222222';
const CALL = {
  id: '11111111-1111-4111-8111-111111111111',
  title: '<b>Knee</b>',
  noteSigned: false,
  participants: [
    { id: '33333333-3333-4333-8333-333333333333', role: 'clinician', name: 'Dr. Eva' },
    { id: PAT, role: 'patient', name: 'Pat' },
  ],
} as unknown as CallView;

/** What was sent, and what the server says to it. */
const sent: string[] = [];
let answer: () => Response;

describe('deleting from the review', () => {
  useScreen();
  beforeEach(() => {
    sent.length = 0;
    answer = () => new Response(null, { status: 204 });
    vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
      sent.push(`${method ?? 'GET'} ${path}`);
      return Promise.resolve(answer());
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  async function ask(item: string, call: Partial<CallView> = {}) {
    draw(<DeleteMenu call={{ ...CALL, ...call }} />);
    fireEvent.click(screen.getByTestId('delete-menu'));
    // One and no more: it throws where there are several.
    fireEvent.click(await screen.findByTestId(item));
    return screen.findByRole('dialog');
  }

  it('asks first, in words that name the call as it is named, and does nothing on the way back', async () => {
    const dialog = await ask('delete-call');
    expect(dialog.textContent).toContain('“<b>Knee</b>” is deleted with its timeline, transcript and note.');
    fireEvent.click(screen.getByText('Cancel'));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    expect(sent).toEqual([]);
  });

  it('says that a signed note goes, too', async () => {
    expect((await ask('delete-call', { noteSigned: true })).textContent).toContain(
      'signed note. If your record needs the note, export it first.',
    );
  });

  it('deletes a patient, never the clinician, by their own id', async () => {
    expect((await ask('delete-participant')).textContent).toContain("Delete Pat's data?");
    fireEvent.click(screen.getByTestId('confirm-delete'));
    await waitFor(() => {
      expect(sent[0]).toBe(`DELETE /api/calls/${CALL.id}/participants/${PAT}`);
    });
  });

  it('stays, with what to do, where the server refuses', async () => {
    answer = () => Response.json({ code: 'call-occupied', message: 'x' }, { status: 409 });
    const dialog = await ask('delete-call');
    fireEvent.click(screen.getByTestId('confirm-delete'));
    await waitFor(() => {
      expect(dialog.textContent).toContain('Somebody is in this call. End it for everybody, then delete.');
    });
    expect(sent).toEqual([`DELETE /api/calls/${CALL.id}`]);
  });
});
