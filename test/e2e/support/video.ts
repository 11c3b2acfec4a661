import type { Page } from 'playwright-core';
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';

interface Playing {
  width: number;
  height: number;
  seconds: number;
}

/** What the functions below use of a browser; its own types would make every file of the repo believe to be in one. */
interface InBrowser {
  document: { querySelector(selector: string): { videoWidth: number; videoHeight: number; currentTime: number } | null };
}

export function playing(page: Page, testId: string): Promise<Playing | null> {
  return page.evaluate((id) => {
    const { document } = globalThis as unknown as InBrowser;
    const video = document.querySelector(`video[data-testid="${id}"]`);
    return video === null ? null : { width: video.videoWidth, height: video.videoHeight, seconds: video.currentTime };
  }, testId);
}

/** Resolves once the video has a picture and goes on. */
export async function untilPlaying(page: Page, testId: string, withinMs = 60_000): Promise<Playing> {
  return eventually(
    async () => {
      const before = await playing(page, testId);
      if (before === null || before.width === 0) return null;
      await setTimeout(300);
      const after = await playing(page, testId);
      return after !== null && after.seconds > before.seconds ? after : null;
    },
    `"${testId}" plays`,
    withinMs,
  );
}
