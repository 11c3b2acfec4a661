import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './support/axe.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';

/** Where pictures go that somebody wants to look at: `SCREENSHOTS=folder`. */
const pictures = process.env['SCREENSHOTS'];

describe('the status page', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await TestServer.start({ env: { ATTUNE_DEMO: '1' } });
    browser = await launch();
  }, SETUP_WITHIN_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('tells the administrator in words how the server and a live call are, in both languages and widths', async () => {
    const page = await (await newContext(browser, { width: 1280, height: 800 })).newPage();
    const clinician = new Clinician(page, server.url);
    await clinician.createAccount(server.setupAddress());
    // The synthetic patient joins the first call.
    await clinician.newCall('Follow-up', 'Pat');
    await clinician.openCall();
    await clinician.admit();
    await clinician.untilEstimate(90_000);
    const state = await page.context().storageState();
    for (const [locale, title] of [
      ['en', 'Status'],
      ['cs', 'Stav'],
    ] as const)
      for (const [width, height] of [
        [1280, 800],
        [390, 844],
      ] as const) {
        const context = await newContext(browser, { locale, width, height });
        await context.addCookies(state.cookies);
        const shown = await context.newPage();
        await shown.goto(`${server.url}/settings/status`);
        await shown.getByRole('heading', { level: 1, name: title }).waitFor();
        const calls = shown.getByTestId('status-calls');
        await calls.getByText(/kbit\/s/).waitFor();
        await shown
          .getByText(/^[\d,.]+ms$|[\d] ms/)
          .first()
          .waitFor({ timeout: 30_000 });
        const text = await shown.locator('main').innerText();
        expect(text).not.toMatch(/Pat|Follow-up|undefined|null|\{\{|status\./);
        // Nothing but the tables may be wider than the screen.
        expect(await shown.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(await faultsOf(shown)).toEqual([]);
        if (pictures !== undefined) {
          mkdirSync(pictures, { recursive: true });
          await shown.screenshot({ path: path.join(pictures, `status-${locale}-${width}.png`), fullPage: true });
        }
        await context.close();
      }
  });
});
