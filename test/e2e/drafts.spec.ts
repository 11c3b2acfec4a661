import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { ChatEndpoint } from '../../apps/server/src/drafts/testing/chat-endpoint.ts';
import { faultsOf } from './support/axe.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';

const VTT = `WEBVTT

00:00.500 --> 00:02.000
<v Pat Example>I sleep four hours a night.

00:03.000 --> 00:04.000
<v Pat Example>I have no chest pain.

00:05.000 --> 00:06.000
<v Eva Example>We increase sertraline to 100 mg.
`;

describe('a draft', () => {
  let chat: ChatEndpoint;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let theirs: Page;

  beforeAll(async () => {
    chat = await ChatEndpoint.start(() => ({
      claims: [
        {
          section: 'subjective',
          statement: 'Patient sleeps four hours a night.',
          utteranceIds: ['u1'],
          quote: 'I sleep four hours a night',
        },
        { section: 'subjective', statement: 'Patient has chest pain.', utteranceIds: ['u2'], quote: 'I have no chest pain' },
        { section: 'plan', statement: 'Increase sertraline to 100 mg.', utteranceIds: ['u3'], quote: 'We increase sertraline to 100 mg' },
      ],
    }));
    server = await TestServer.start({ env: { ATTUNE_DRAFT_URL: chat.url, ATTUNE_DRAFT_MODEL: 'made-up' } });
    browser = await launch();
    page = await (await newContext(browser)).newPage();
    theirs = await (await newContext(browser, { width: 390, height: 844 })).newPage();
  }, SETUP_WITHIN_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await chat?.close();
  });

  it('is asked about by itself, shown sentence by sentence, and marked in the note until it is signed', async () => {
    const clinician = new Clinician(page, server.url);
    await clinician.createAccount(server.setupAddress());
    const link = await clinician.newCall('Follow-up', 'Pat Example');
    await clinician.openCall();
    const patient = new Patient(theirs);
    await patient.check(server.url + link);
    await theirs.getByTestId('consent-refuse').click();
    await theirs.getByRole('heading', { name: /drafting the note/ }).waitFor();
    await theirs.getByTestId('consent-agree').click();
    await theirs.getByTestId('waiting').waitFor();
    await clinician.admit();
    await patient.untilInCall();
    await theirs.locator('[data-testid="draft-chip"][data-state="on"]').waitFor();
    expect(await faultsOf(theirs)).toEqual([]);
    await page.waitForTimeout(7_000);
    const { callId } = clinician;
    await clinician.endForAll();
    await page.request.post(`${server.url}/api/calls/${callId}/transcript/import`, { data: { fileName: 'a.vtt', content: VTT } });
    const vtt = await page.request.get(`${server.url}/api/calls/${callId}/transcript.vtt`);
    expect(await vtt.text()).toContain('00:00:00.500 --> 00:00:02.000\n<v Pat Example>I sleep four hours a night.');
    await page.reload();

    await page.getByTestId('draft-ask').click();
    await page.locator('[data-testid="draft"][data-state="done"]').waitFor();
    const sentences = page.getByTestId('draft-statement');
    expect(await sentences.count()).toBe(2);
    expect(await page.getByTestId('draft-omissions').innerText()).toContain('I have no chest pain.');
    await page.getByTestId('draft-dropped').locator('summary').click();
    expect(await page.getByTestId('draft-dropped').innerText()).toContain('negated differently');
    expect(await faultsOf(page)).toEqual([]);

    await page.getByTestId('draft-moment').first().click();
    await page.locator('[data-testid="utterance"][data-current="true"]', { hasText: 'four hours' }).waitFor();
    await page.getByTestId('draft-edit').first().click();
    await page.getByTestId('draft-edit-text').fill('Sleeps four hours.');
    await page.getByTestId('draft-edit-accept').click();
    await page.locator('[data-testid="draft-statement"][data-decision="accepted"]').waitFor();
    await page.getByTestId('draft-reject').click();
    await page.locator('[data-testid="draft-statement"][data-decision="rejected"]').waitFor();
    const preview = page.getByTestId('note-preview');
    expect(await preview.innerText()).toContain('Sleeps four hours. (drafted by a program, not yet signed)');
    expect(await preview.innerText()).not.toContain('sertraline');
    await page.getByTestId('machine-made').waitFor();

    await page.getByTestId('sign-note').click();
    await page.getByTestId('confirm-sign').click();
    await page.getByTestId('reopen-note').waitFor();
    expect(await preview.innerText()).not.toContain('drafted by a program');
  });
});
