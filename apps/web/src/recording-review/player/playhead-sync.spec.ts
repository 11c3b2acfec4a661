import { describe, expect, it } from 'vitest';
import { TimelineView } from '../../timeline/view.ts';
import { PlayheadSync } from './playhead-sync.ts';

/** As a video element behaves: a seek takes until `arrive`, a frame is told of once. */
class FakeVideo extends EventTarget {
  paused = true;
  ended = false;
  seeking = false;
  readonly asked: number[] = [];
  #seconds = 0;
  #onFrame: VideoFrameRequestCallback | null = null;

  get currentTime(): number {
    return this.#seconds;
  }

  set currentTime(seconds: number) {
    this.#seconds = seconds;
    this.asked.push(seconds);
    this.seeking = true;
    this.dispatchEvent(new Event('seeking'));
  }

  arrive(): void {
    this.seeking = false;
    this.dispatchEvent(new Event('seeked'));
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.#onFrame = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.#onFrame = null;
  }

  play(): void {
    this.paused = false;
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }

  /** It shows a frame and, unless it is busy, tells of it. */
  frame(mediaTime: number, telling = true): void {
    this.#seconds = mediaTime;
    if (!telling) return;
    const callback = this.#onFrame;
    this.#onFrame = null;
    callback?.(0, { mediaTime } as VideoFrameCallbackMetadata);
  }
}

function setup() {
  const view = new TimelineView({ endMs: () => 60_000, follow: false });
  const video = new FakeVideo();
  const sync = new PlayheadSync(view, video);
  return { view, video, sync, head: () => view.getState().playheadMs };
}

describe('PlayheadSync', () => {
  it('sends the video where somebody moves the play-head', () => {
    const { view, video } = setup();
    view.seek(12_340);
    expect(video.asked).toEqual([12.34]);
  });

  it('moves the play-head with every frame, and sends nothing of that back', () => {
    const { video, view, head } = setup();
    video.play();
    video.frame(0.04);
    video.frame(0.08);
    expect(head()).toBe(80);
    expect(view.getState().moving).toBe(true);
    expect(video.asked).toEqual([]);
    video.pause();
    expect(view.getState().moving).toBe(false);
    video.frame(0.12);
    expect(head()).toBe(80);
  });

  it('stands at the frame on the screen, and not at 0 where the video lost its source', () => {
    const { video, head } = setup();
    video.play();
    video.frame(5);
    video.frame(5.2, false);
    video.pause();
    expect(head()).toBe(5_200);
    video.play();
    video.frame(0, false);
    video.pause();
    expect(head()).toBe(5_200);
  });

  it('is not pulled back by a frame from before a seek', () => {
    const { view, video, head } = setup();
    video.play();
    video.frame(1);
    view.seek(30_000);
    video.frame(1.04);
    expect(head()).toBe(30_000);
    video.arrive();
    video.frame(30);
    video.frame(30.04);
    expect(head()).toBe(30_040);
    expect(video.asked).toEqual([30]);
  });

  it('asks once more for the last of many places that a drag passes', () => {
    const { view, video } = setup();
    for (const ms of [1_000, 2_000, 3_000, 4_000]) view.seek(ms);
    expect(video.asked).toEqual([1]);
    video.arrive();
    expect(video.asked).toEqual([1, 4]);
    video.arrive();
    expect(video.asked).toEqual([1, 4]);
  });

  it('follows a video that somebody else moves', () => {
    const { video, head } = setup();
    video.currentTime = 20;
    expect(head()).toBe(20_000);
    expect(video.asked).toEqual([20]);
  });

  it('goes on at the play-head after another address was loaded', () => {
    const { view, video } = setup();
    view.seek(25_000);
    video.arrive();
    video.frame(0);
    video.dispatchEvent(new Event('loadedmetadata'));
    expect(video.asked).toEqual([25, 25]);
  });

  it('lets go of both when closed', () => {
    const { view, video, sync, head } = setup();
    video.play();
    sync.close();
    view.seek(5_000);
    video.frame(9);
    expect(video.asked).toEqual([]);
    expect(head()).toBe(5_000);
  });
});
