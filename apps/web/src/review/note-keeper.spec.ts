import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type NoteView } from '#contracts/rest';
import { ApiError } from '../api/api-error.ts';
import { NoteKeeper } from './note-keeper.ts';

const NOTE: NoteView = {
  callId: '11111111-1111-4111-8111-111111111111',
  markdown: '## Subjective\n',
  version: 1,
  updatedAt: '2026-11-22T10:00:00Z',
  signedAt: null,
  signedBy: null,
  basis: null,
  basisChanged: [],
  erasedSinceSigned: false,
};

function setup({ stored = NOTE, drafts = new Map<string, string>() } = {}) {
  const server = { note: stored };
  const put = (change: Partial<NoteView>) => {
    server.note = { ...server.note, ...change, version: server.note.version + 1 };
    return Promise.resolve(server.note);
  };
  const api = {
    load: vi.fn(() => Promise.resolve(server.note)),
    save: vi.fn(({ markdown, version }: { markdown: string; version: number }) =>
      version === server.note.version
        ? put({ markdown })
        : Promise.reject(new ApiError(409, 'note-changed', 'This note was changed elsewhere.')),
    ),
    attach: vi.fn(() => put({ markdown: `${server.note.markdown}summary` })),
    sign: vi.fn(() => put({ signedAt: '2026-11-22T11:00:00Z', signedBy: 'Eva' })),
    reopen: vi.fn(() => put({ signedAt: null, signedBy: null, basis: null, basisChanged: [], erasedSinceSigned: false })),
  };
  const storage = {
    getItem: (key: string) => drafts.get(key) ?? null,
    setItem: (key: string, value: string) => {
      drafts.set(key, value);
    },
    removeItem: (key: string) => {
      drafts.delete(key);
    },
  };
  const open = () => {
    const keeper = new NoteKeeper(server.note, api, storage);
    keeper.resume();
    return keeper;
  };
  return { server, api, drafts, open, keeper: open() };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('NoteKeeper', () => {
  it('saves a moment after the last key and forgets the draft', async () => {
    const { keeper, api, server, drafts } = setup();
    keeper.edit('a');
    keeper.edit('ab');
    expect(drafts.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(api.save).toHaveBeenCalledTimes(1);
    expect(server.note.markdown).toBe('ab');
    expect(keeper.getState().status).toBe('saved');
    expect(drafts.size).toBe(0);
  });

  it('brings back what a reload interrupted', async () => {
    const { keeper, open, server } = setup();
    keeper.edit('half a sentence');
    keeper.close();
    const again = open();
    expect(again.getState().markdown).toBe('half a sentence');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.note.markdown).toBe('half a sentence');
  });

  it('keeps what is typed while a save is on its way', async () => {
    const { keeper, api, server } = setup();
    let answer: (note: NoteView) => void = () => undefined;
    api.save.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    keeper.edit('one');
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.edit('one two');
    server.note = { ...server.note, markdown: 'one', version: 2 };
    answer(server.note);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.note).toMatchObject({ markdown: 'one two', version: 3 });
  });

  it('tries again after a lost connection', async () => {
    const { keeper, api, server } = setup();
    api.save.mockImplementationOnce(() => Promise.reject(new ApiError(0, 'no-connection', 'No answer.')));
    keeper.edit('text');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(keeper.getState()).toMatchObject({ status: 'failed', markdown: 'text' });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(server.note.markdown).toBe('text');
  });

  it('overwrites nothing that was changed elsewhere until a person says so', async () => {
    const { keeper, server } = setup();
    server.note = { ...server.note, markdown: 'theirs', version: 7 };
    keeper.edit('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(keeper.getState()).toMatchObject({ status: 'conflict', markdown: 'mine' });
    expect(server.note.markdown).toBe('theirs');
    await keeper.resolve('mine');
    expect(server.note.markdown).toBe('mine');
    expect(keeper.getState().status).toBe('saved');
  });

  it('can take the other text instead', async () => {
    const { keeper, server } = setup();
    server.note = { ...server.note, markdown: 'theirs', version: 7 };
    keeper.edit('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    await keeper.resolve('theirs');
    expect(keeper.getState()).toMatchObject({ status: 'saved', markdown: 'theirs' });
  });

  it('saves before it attaches or signs, and lets a signed note alone', async () => {
    const { keeper, server } = setup();
    keeper.edit('text ');
    await keeper.act('attach');
    expect(server.note.markdown).toBe('text summary');
    await keeper.act('sign');
    keeper.edit('more');
    expect(keeper.getState().markdown).toBe('text summary');
    await keeper.act('reopen');
    keeper.edit('more');
    expect(keeper.getState().markdown).toBe('more');
  });
});
