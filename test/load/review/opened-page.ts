import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** In a page: `openedMs` is when chart and transcript were first on the screen, in milliseconds since the navigation began. */
const WATCH = `(() => {
  const look = () => {
    const chart = document.querySelector('[data-testid=timeline-chart] canvas');
    if (chart === null || chart.width === 0 || document.querySelector('[data-testid=utterance]') === null) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.openedMs = performance.now(); }));
  };
  requestAnimationFrame(look);
})()`;

export interface Opened {
  page: Page;
  openMs: number;
  wire: Map<string, number>;
}

/** Opens a page of a review by its address. `wire`: bytes that came for each address, headers included; what the browser had already is 0. */
export async function openReview(context: BrowserContext, url: string): Promise<Opened> {
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const wire = new Map<string, number>();
  const session = await context.newCDPSession(page);
  const addresses = new Map<string, string>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url));
  session.on('Network.requestServedFromCache', ({ requestId }) => addresses.delete(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const address = addresses.get(requestId);
    if (address !== undefined && address.startsWith('http')) wire.set(address, (wire.get(address) ?? 0) + encodedDataLength);
  });
  await session.send('Network.enable');
  await page.goto(url, { waitUntil: 'commit' });
  // The page's own policy forbids what `waitForFunction` does.
  const openMs = await eventually(() => page.evaluate<number | undefined>('window.openedMs'), 'the review is drawn', 120_000);
  await page.waitForLoadState('networkidle');
  return { page, openMs, wire };
}

/** Frames a second while the timeline is zoomed in and dragged to and fro. */
export async function panFps(page: Page, seconds: number): Promise<number> {
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByText('Move', { exact: true }).click();
  const chart = await page.getByTestId('timeline-chart').boundingBox();
  if (chart === null) throw new Error('There is no timeline on the page.');
  const [x, y] = [chart.x + chart.width / 2, chart.y + chart.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(
    '(() => { window.frameTimes = []; const tick = (now) => { window.frameTimes.push(now); requestAnimationFrame(tick); }; requestAnimationFrame(tick); })()',
  );
  const endMs = performance.now() + seconds * 1_000;
  for (let step = 0; performance.now() < endMs; step++) await page.mouse.move(x + Math.sin(step / 20) * chart.width * 0.4, y);
  const times = await page.evaluate<number[]>('window.frameTimes');
  await page.mouse.up();
  return ((times.length - 1) * 1_000) / (times.at(-1)! - times[0]!);
}
