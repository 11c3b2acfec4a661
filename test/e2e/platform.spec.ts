import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, newContext, watchErrors } from './support/browser.ts';
import { Clinician } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { eventually } from '../support/eventually.ts';

const KEY = 'k'.repeat(32);

/** A platform reaches a call once its clinician has given the call to it, and no longer than that. */
describe('a call and the platform', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([TestServer.start({ env: { ATTUNE_API_KEY: KEY } }), launch()]);
  }, SETUP_WITHIN_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const push = async (callId: string) =>
    (
      await fetch(`${server.url}/api/calls/${callId}/transcript/segments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ segments: [{ id: 'a', speaker: 'Pat', startMs: 0, endMs: 1_000, text: 'Hello.' }] }),
      })
    ).status;

  it('is given to it and taken back with one switch', async () => {
    const page = await (await newContext(browser)).newPage();
    const errors = watchErrors(page);
    const clinician = new Clinician(page, server.url);
    // The printed address may come into a tab that shows the page already, without a code.
    await page.goto(server.url);
    await page.getByTestId('setup-code').waitFor();
    await clinician.createAccount(server.setupAddress());
    await clinician.newCall('First visit', 'Pat Example');
    await clinician.openCall();
    const { callId } = clinician;
    await page.goto(server.url);
    const give = page.getByTestId('give-platform');
    await give.waitFor();
    expect([await give.isChecked(), await push(callId)]).toEqual([false, 404]);
    await give.click({ force: true });
    await eventually(async () => (await push(callId)) === 200, 'the platform is let in', 10_000);
    await eventually(() => give.isChecked(), 'the switch is on', 10_000);
    await give.click({ force: true });
    await eventually(async () => (await push(callId)) === 404, 'the platform is kept out', 10_000);
    expect(errors).toEqual([]);
  }, 120_000);
});
