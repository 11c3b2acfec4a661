import { type NoteView } from '#contracts/rest';
import { ApiError } from '../api/api-error.ts';
import { keepDraft, keptDraft } from '../ui/drafts.ts';
import { type NoteApi } from './api.ts';

/**
 * saved: the server has it. unsaved: it will be saved in a moment. failed: it will be tried again; a draft is kept here.
 * conflict: the note was changed elsewhere since, and a person must choose.
 */
export type NoteStatus = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface NoteState {
  readonly markdown: string;
  readonly status: NoteStatus;
  /** As the server last said. */
  readonly note: NoteView;
  readonly error: unknown;
}

type Drafts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5_000;

/** Keeps one note saved while it is written: drafts in the browser at once, the server a moment later, nothing overwritten unseen. */
export class NoteKeeper {
  readonly #api: NoteApi;
  readonly #drafts: Drafts;
  readonly #key: string;
  readonly #listeners = new Set<() => void>();
  #state: NoteState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;

  constructor(note: NoteView, api: NoteApi, drafts: Drafts) {
    this.#api = api;
    this.#drafts = drafts;
    this.#key = `note:${note.callId}`;
    this.#state = { markdown: note.markdown, status: 'saved', note, error: null };
    this.#takeDraft(note);
  }

  readonly getState = (): NoteState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  edit(markdown: string): void {
    if (this.#state.note.signedAt !== null) return;
    this.#set({ markdown, status: this.#state.status === 'conflict' ? 'conflict' : 'unsaved' });
    keepDraft(this.#drafts, this.#key, JSON.stringify({ markdown, version: this.#state.note.version }));
    if (this.#state.status !== 'conflict') this.#saveIn(SAVE_AFTER_MS);
  }

  /** Saves what is unsaved now. False if that did not work, which the state then explains. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#saving !== null) await this.#saving;
    if (this.#state.status === 'unsaved' || this.#state.status === 'failed') {
      this.#saving = this.#save().finally(() => {
        this.#saving = null;
      });
      await this.#saving;
    }
    return this.#state.status === 'saved';
  }

  /** Ends a conflict: `mine` overwrites what the server has, `theirs` takes it. */
  async resolve(choice: 'mine' | 'theirs'): Promise<void> {
    const note = await this.#api.load();
    if (choice === 'theirs') {
      this.#adopt(note);
      return;
    }
    this.#set({ note, status: 'unsaved', error: null });
    await this.flush();
  }

  /** Saves, then inserts the summary, signs or reopens. Throws ApiError. */
  async act(action: 'attach' | 'sign' | 'reopen'): Promise<void> {
    if (!(await this.flush())) return;
    this.#adopt(await this.#api[action]());
  }

  /** Saves, then lets the server change the note in another way, and shows what came of it. Throws ApiError; does nothing while a conflict waits. */
  async around(change: () => Promise<unknown>): Promise<void> {
    if (!(await this.flush())) return;
    await change();
    this.#adopt(await this.#api.load());
  }

  /** Saves what a draft brought, or what was unsaved when it was closed. */
  resume(): void {
    if (this.#state.status === 'unsaved' || this.#state.status === 'failed') this.#saveIn(SAVE_AFTER_MS);
  }

  /** Stops the timer; what is unsaved stays as a draft. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #takeDraft(note: NoteView): void {
    const draft = parseDraft(keptDraft(this.#drafts, this.#key));
    if (draft === null || note.signedAt !== null || draft.markdown === note.markdown) return;
    if (draft.version === note.version) {
      this.#state = { ...this.#state, markdown: draft.markdown, status: 'unsaved' };
    } else {
      this.#state = { ...this.#state, markdown: draft.markdown, status: 'conflict' };
    }
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #save(): Promise<void> {
    const { markdown, note } = this.#state;
    this.#set({ status: 'saving', error: null });
    try {
      const saved = await this.#api.save({ markdown, version: note.version });
      if (this.#state.markdown === markdown) {
        this.#adopt(saved);
        return;
      }
      // Typed on while it was saved: the draft now stands on the new version.
      this.#set({ note: saved });
      this.edit(this.#state.markdown);
    } catch (error) {
      const changed = error instanceof ApiError && error.status === 409;
      this.#set({ status: changed ? 'conflict' : 'failed', error: changed ? null : error });
      if (!changed) this.#saveIn(RETRY_AFTER_MS);
    }
  }

  #adopt(note: NoteView): void {
    keepDraft(this.#drafts, this.#key, '');
    this.#set({ note, markdown: note.markdown, status: 'saved', error: null });
  }

  #set(change: Partial<NoteState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function parseDraft(text: string | null): { markdown: string; version: number } | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as { markdown?: unknown; version?: unknown };
    return typeof draft.markdown === 'string' && typeof draft.version === 'number'
      ? { markdown: draft.markdown, version: draft.version }
      : null;
  } catch {
    return null;
  }
}
