import { clampRange, liveRange, panRange, type Range, rangeShowing, spanOf, zoomRange } from './range.ts';

/** What is on the screen; a new object on every change. */
export interface ViewState {
  /** The committed range: what zooming and panning made of it. `null` follows the live edge. */
  readonly committed: Range | null;
  /** How much time is shown while following. */
  readonly liveSpanMs: number;
  /** The preview selection: brushed, filters what stands beside, does not move the view until it is committed. */
  readonly selection: Range | null;
  /** The one play-head of the page. */
  readonly playheadMs: number | null;
  /** Whether the play-head moves by itself, as a video plays. */
  readonly moving: boolean;
}

export interface ViewOptions {
  /** The end of the call; asked on every use, because a live call grows. */
  endMs: () => number;
  follow: boolean;
  liveSpanMs?: number;
}

/** The view of one timeline, shared by everything on the page that shows or moves it. */
export class TimelineView {
  readonly #endMs: () => number;
  readonly #listeners = new Set<() => void>();
  #state: ViewState;

  constructor(options: ViewOptions) {
    this.#endMs = options.endMs;
    const liveSpanMs = options.liveSpanMs ?? 180_000;
    this.#state = {
      committed: options.follow ? null : { fromMs: 0, toMs: Math.max(1, options.endMs()) },
      liveSpanMs,
      selection: null,
      playheadMs: null,
      moving: false,
    };
  }

  readonly getState = (): ViewState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get following(): boolean {
    return this.#state.committed === null;
  }

  range(): Range {
    return this.#state.committed ?? liveRange(this.#state.liveSpanMs, this.#endMs());
  }

  /** Zooms around `anchorMs`; while following, around the live edge. */
  zoom(factor: number, anchorMs?: number): void {
    const end = this.#endMs();
    if (this.following) {
      const liveSpanMs = Math.min(Math.max(this.#state.liveSpanMs * factor, 10_000), Math.max(end, 180_000));
      this.#set({ liveSpanMs });
      return;
    }
    const range = this.range();
    this.#set({ committed: zoomRange(range, factor, anchorMs ?? this.#anchor(range), end) });
  }

  /** Looks back or forward; arriving at the live edge of a followed call is left to `goLive`. */
  pan(byMs: number): void {
    const end = this.#endMs();
    if (this.following && (byMs >= 0 || end <= spanOf(this.range()))) return;
    this.#set({ committed: panRange(this.range(), byMs, end) });
  }

  show(range: Range): void {
    this.#set({ committed: clampRange(range, this.#endMs()) });
  }

  showAll(): void {
    this.#set({ committed: clampRange({ fromMs: 0, toMs: this.#endMs() }, this.#endMs()) });
  }

  goStart(): void {
    this.#set({ committed: clampRange({ fromMs: 0, toMs: spanOf(this.range()) }, this.#endMs()) });
  }

  goEnd(): void {
    const end = this.#endMs();
    this.#set({ committed: clampRange({ fromMs: end - spanOf(this.range()), toMs: end }, end) });
  }

  /** Follows the live edge again. */
  goLive(): void {
    this.#set({ committed: null });
  }

  select(selection: Range | null): void {
    this.#set({ selection });
  }

  /** Makes the preview selection the committed range. */
  commitSelection(): void {
    if (this.#state.selection === null) return;
    this.#set({ committed: clampRange(this.#state.selection, this.#endMs()), selection: null });
  }

  /** Moves the play-head, and the view with it where it would be out of sight. */
  seek(ms: number): void {
    const playheadMs = Math.min(Math.max(0, ms), this.#endMs());
    const range = this.range();
    const shown = rangeShowing(range, playheadMs, this.#endMs());
    this.#set(shown === range ? { playheadMs } : { playheadMs, committed: shown });
  }

  /** Moves the play-head on as time passes: the view turns the page where the play-head leaves it, and stays where the reader looks elsewhere. */
  advance(ms: number): void {
    const before = this.#state.playheadMs;
    const playheadMs = Math.min(Math.max(0, ms), this.#endMs());
    const range = this.range();
    const left = before !== null && before >= range.fromMs && before <= range.toMs && playheadMs > range.toMs;
    this.#set(
      left
        ? { playheadMs, moving: true, committed: panRange(range, playheadMs - range.fromMs - spanOf(range) * 0.1, this.#endMs()) }
        : { playheadMs, moving: true },
    );
  }

  /** The play-head stands again. */
  rest(): void {
    if (this.#state.moving) this.#set({ moving: false });
  }

  #anchor(range: Range): number {
    const head = this.#state.playheadMs;
    return head !== null && head >= range.fromMs && head <= range.toMs ? head : (range.fromMs + range.toMs) / 2;
  }

  #set(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
