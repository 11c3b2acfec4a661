import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTwoPeople } from '../media/two-people.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { eventually } from '../support/eventually.ts';

const ANALYSED_WITHIN_MS = 240_000;

// One person does all of it: each step goes on from the one before.
describe('a recording of two people', { timeout: ANALYSED_WITHIN_MS + 60_000 }, () => {
  let folder: string;
  let server: TestServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'attune-two-people-'));
    await makeTwoPeople(path.join(folder, 'visit.mp4'));
    server = await TestServer.start();
    browser = await launch();
    page = await (await newContext(browser, { width: 390, height: 844 })).newPage();
    await new Clinician(page, server.url).createAccount(server.setupAddress());
  }, SETUP_WITHIN_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (id: string) => page.getByTestId(id);

  it('waits in the list until somebody has said whose face may be analysed', async () => {
    await page.goto(`${server.url}/recordings`);
    await at('choose-videos-input').setInputFiles(path.join(folder, 'visit.mp4'));
    await at('recording-consent').check();
    await at('send-videos').click();
    await at('choose-faces').click({ timeout: ANALYSED_WITHIN_MS });
    await at('face-chooser').waitFor();
    expect(await at('face-row').count()).toBe(2);
    expect(await page.getByRole('checkbox', { name: 'Face 1 has agreed' }).isChecked()).toBe(false);
  });

  it('shows them as numbered boxes on pictures that load, on a phone too', async () => {
    const pictures = page.getByRole('img', { name: /Frame at .* face/ });
    await eventually(
      () => page.evaluate<boolean>('[...document.querySelectorAll("[data-testid=face-frame] img")].every((one) => one.naturalWidth > 0)'),
      'every picture is there',
      60_000,
    );
    expect(await pictures.count()).toBeGreaterThan(0);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });

  it('is decided with the keyboard alone, in two steps', async () => {
    await page.getByRole('checkbox', { name: 'Face 2 has agreed' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: /Face 1 is a clinician/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Continue' }).press('Enter');
    expect(await at('face-confirm').innerText()).toMatch(/Face 2 will be analysed[\s\S]*Face 1 is not analysed/);
    // What is to be confirmed is where the focus goes.
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Please confirm');
    await at('confirm-faces').press('Enter');
    await at('faces-bar').waitFor({ timeout: ANALYSED_WITHIN_MS });
    expect(await at('face').count()).toBe(1);
    expect(await at('not-analysed').innerText()).toMatch(/Face 1, who appears at 0:00, is a clinician and is never analysed/);
  });

  it('is changed later, and one face is erased after a question', async () => {
    await at('change-faces').click();
    await at('face-clinician-1').uncheck();
    await at('face-agreed-1').check();
    await at('choose-on').click();
    await at('confirm-faces').click();
    await eventually(async () => (await at('face').count()) === 2, 'both are analysed', ANALYSED_WITHIN_MS);
    await at('erase-face').first().click();
    expect(await page.getByRole('dialog').innerText()).toMatch(/Delete the estimates of Face 1\?[\s\S]*cannot be undone/);
    await at('confirm-erase').click();
    await eventually(async () => (await at('face').count()) === 1, 'one is gone');
    expect(await at('not-analysed').innerText()).toMatch(/face 1, appears at 0:00 and is not analysed/);
  });
});
