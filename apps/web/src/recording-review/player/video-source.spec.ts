import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { NotPlayableError, VideoSource } from './video-source.ts';

const MINUTE = 60_000;

function setup() {
  const answers = { count: 0, error: null as Error | null };
  const source = new VideoSource(() => {
    answers.count += 1;
    if (answers.error !== null) return Promise.reject(answers.error);
    return Promise.resolve({
      url: `/api/media/${answers.count}`,
      contentType: 'video/mp4',
      expiresAt: new Date(Date.now() + 15 * MINUTE).toISOString(),
    });
  });
  return { source, answers };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('VideoSource', () => {
  it('renews the address before it ends', async () => {
    const { source } = setup();
    source.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(source.getState().url).toBe('/api/media/1');
    await vi.advanceTimersByTimeAsync(13.9 * MINUTE);
    expect(source.getState().url).toBe('/api/media/1');
    await vi.advanceTimersByTimeAsync(0.2 * MINUTE);
    expect(source.getState().url).toBe('/api/media/2');
  });

  it('asks for another one when the player fails, and tells a person after the third time in a row', async () => {
    const { source, answers } = setup();
    source.open();
    await vi.advanceTimersByTimeAsync(0);
    for (let k = 0; k < 3; k++) {
      source.failed();
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(source.getState()).toMatchObject({ url: '/api/media/4', problem: null });
    source.failed();
    expect(source.getState().problem).toBeInstanceOf(NotPlayableError);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(answers.count).toBe(4);
    source.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(source.getState()).toMatchObject({ url: '/api/media/5', problem: null });
  });

  it('counts failures in a row only', async () => {
    const { source } = setup();
    source.open();
    for (let k = 0; k < 6; k++) {
      source.failed();
      await vi.advanceTimersByTimeAsync(5_000);
      source.works();
    }
    expect(source.getState().problem).toBeNull();
  });

  it('waits while a playable copy is made, however long', async () => {
    const { source, answers } = setup();
    answers.error = new ApiError(409, 'video-not-ready', 'Still being made.');
    source.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(source.getState()).toEqual({ url: null, preparing: true, problem: null });
    answers.error = null;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(source.getState()).toMatchObject({ preparing: false, problem: null, url: expect.any(String) as string });
  });

  it('tells a refusal at once', async () => {
    const { source, answers } = setup();
    answers.error = new ApiError(409, 'video-deleted', 'The video has been deleted.');
    source.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(source.getState().problem).toBe(answers.error);
    expect(answers.count).toBe(1);
  });

  it('tells why no address could be had, and asks nothing once closed', async () => {
    const { source, answers } = setup();
    answers.error = new Error('The video has been deleted.');
    source.open();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(source.getState().problem).toBe(answers.error);
    const { source: other, answers: asked } = setup();
    other.open();
    await vi.advanceTimersByTimeAsync(0);
    other.close();
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(asked.count).toBe(1);
  });
});
