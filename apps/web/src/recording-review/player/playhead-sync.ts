import { type TimelineView } from '../../timeline/view.ts';

/** What of a video element the play-head needs. */
export type Playable = Pick<
  HTMLVideoElement,
  'currentTime' | 'paused' | 'ended' | 'seeking' | 'addEventListener' | 'removeEventListener'
> & {
  requestVideoFrameCallback?: HTMLVideoElement['requestVideoFrameCallback'];
  cancelVideoFrameCallback?: HTMLVideoElement['cancelVideoFrameCallback'];
};

/** Farther from where it was sent, a video was moved by somebody else: media keys, a player of the system. */
const ELSEWHERE_MS = 250;
/** A loaded machine shows frames that it does not tell of for so long. */
const CATCH_UP_MS = 1_000;

/**
 * Ties the one play-head of the page to a video: whoever moves the play-head moves the video, and a playing video moves the play-head with
 * every frame that it shows. What comes from the video is never sent back to it.
 */
export class PlayheadSync {
  readonly #view: TimelineView;
  readonly #video: Playable;
  readonly #detach: () => void;
  #frame: number | null = null;
  /** True while this class itself moves the play-head. */
  #writing = false;
  #headMs: number | null;
  /** Where the video was sent last; null once it has arrived. */
  #askedMs: number | null = null;
  /** Where to go once the seek under way has arrived: drags ask faster than a video seeks. */
  #nextMs: number | null = null;

  constructor(view: TimelineView, video: Playable) {
    this.#view = view;
    this.#video = video;
    this.#headMs = view.getState().playheadMs;
    const unsubscribe = view.subscribe(() => {
      this.#onView();
    });
    const listeners = [
      [
        'play',
        () => {
          this.#watch();
        },
      ],
      [
        'playing',
        () => {
          this.#watch();
        },
      ],
      [
        'pause',
        () => {
          this.#onPause();
        },
      ],
      [
        'ended',
        () => {
          this.#onPause();
        },
      ],
      [
        'emptied',
        () => {
          this.#stop();
        },
      ],
      [
        'seeking',
        () => {
          this.#onSeeking();
        },
      ],
      [
        'seeked',
        () => {
          this.#onSeeked();
        },
      ],
      [
        'loadedmetadata',
        () => {
          this.#onLoaded();
        },
      ],
    ] as const;
    for (const [name, listener] of listeners) video.addEventListener(name, listener);
    this.#detach = () => {
      unsubscribe();
      for (const [name, listener] of listeners) video.removeEventListener(name, listener);
    };
    if (!video.paused) this.#watch();
  }

  close(): void {
    this.#detach();
    this.#stop();
  }

  #onView(): void {
    const ms = this.#view.getState().playheadMs;
    if (this.#writing || ms === null || ms === this.#headMs) return;
    this.#headMs = ms;
    this.#send(ms);
  }

  #send(ms: number): void {
    if (this.#video.seeking) {
      this.#nextMs = ms;
      return;
    }
    this.#askedMs = ms;
    this.#video.currentTime = ms / 1_000;
  }

  #onSeeking(): void {
    const ms = this.#video.currentTime * 1_000;
    if (this.#askedMs !== null && Math.abs(ms - this.#askedMs) <= ELSEWHERE_MS) return;
    this.#nextMs = null;
    this.#write(() => {
      this.#view.seek(ms);
    });
  }

  #onSeeked(): void {
    this.#askedMs = null;
    if (this.#nextMs === null) return;
    const next = this.#nextMs;
    this.#nextMs = null;
    this.#send(next);
  }

  /** Another address of the same video: it goes on from where the play-head is. */
  #onLoaded(): void {
    this.#askedMs = null;
    this.#nextMs = null;
    if (this.#headMs !== null && Math.abs(this.#video.currentTime * 1_000 - this.#headMs) > ELSEWHERE_MS) this.#send(this.#headMs);
  }

  #watch(): void {
    if (this.#frame !== null || this.#video.paused || this.#video.ended) return;
    if (this.#video.requestVideoFrameCallback === undefined) {
      this.#frame = requestAnimationFrame(() => {
        this.#onFrame(this.#video.currentTime);
      });
    } else {
      this.#frame = this.#video.requestVideoFrameCallback((_, { mediaTime }) => {
        this.#onFrame(mediaTime);
      });
    }
  }

  #onFrame(seconds: number): void {
    this.#frame = null;
    // A frame from before a seek would pull the play-head back.
    if (!this.#video.seeking && !this.#video.paused)
      this.#write(() => {
        this.#view.advance(seconds * 1_000);
      });
    this.#watch();
  }

  /** The last frame that was told of may be older than the one on the screen; a video that lost its source is at 0. */
  #onPause(): void {
    const ms = this.#video.currentTime * 1_000;
    const isAhead = this.#headMs !== null && ms > this.#headMs && ms - this.#headMs <= CATCH_UP_MS;
    if (isAhead && !this.#video.seeking)
      this.#write(() => {
        this.#view.advance(ms);
      });
    this.#stop();
  }

  #stop(): void {
    if (this.#frame !== null) {
      if (this.#video.cancelVideoFrameCallback === undefined) cancelAnimationFrame(this.#frame);
      else this.#video.cancelVideoFrameCallback(this.#frame);
    }
    this.#frame = null;
    this.#view.rest();
  }

  #write(change: () => void): void {
    this.#writing = true;
    change();
    this.#writing = false;
    this.#headMs = this.#view.getState().playheadMs;
  }
}
