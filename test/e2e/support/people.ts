import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

const at = (page: Page, id: string) => page.getByTestId(id);

/** The clinician's pages. */
export class Clinician {
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** @param setupAddress as the server printed it: nothing of it is typed */
  async createAccount(setupAddress: string): Promise<void> {
    await this.page.goto(setupAddress);
    await at(this.page, 'setup-name').fill('Dr. Eva Example');
    await at(this.page, 'setup-email').fill('eva@example.org');
    await at(this.page, 'setup-password').fill('correct horse battery');
    await at(this.page, 'setup-submit').click();
    await at(this.page, 'new-call').waitFor();
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${this.url}/login`);
    await at(this.page, 'login-email').fill('eva@example.org');
    await at(this.page, 'login-password').fill('correct horse battery');
    await at(this.page, 'login-submit').click();
    await at(this.page, 'new-call').waitFor();
  }

  /** Makes a call and answers the path of the patient's link; the dialog with the link stays open. */
  async newCall(title: string, patientName: string): Promise<string> {
    await this.page.goto(this.url);
    await at(this.page, 'new-call').click();
    await at(this.page, 'call-patient').fill(patientName);
    await at(this.page, 'call-title').fill(title);
    await at(this.page, 'create-call').click();
    return new URL(await at(this.page, 'invitation-link').inputValue()).pathname;
  }

  /** From the dialog into the call. */
  async openCall(): Promise<void> {
    await at(this.page, 'open-call').click();
    await at(this.page, 'clinician-call').waitFor();
  }

  get callId(): string {
    const id = /\/calls\/([0-9a-f-]+)/.exec(this.page.url())?.[1];
    if (id === undefined) throw new Error('The clinician is in no call.');
    return id;
  }

  async admit(): Promise<void> {
    await at(this.page, 'admit').click();
    await at(this.page, 'waiting-banner').waitFor({ state: 'detached' });
  }

  /** What the indicator card says now; an empty label where it has no estimate. */
  async indicator(): Promise<{ label: string; state: string }> {
    const card = at(this.page, 'indicator-label');
    return { label: (await card.getAttribute('data-label')) ?? '', state: (await card.getAttribute('data-state')) ?? '' };
  }

  async untilEstimate(withinMs = 40_000): Promise<void> {
    await eventually(
      async () => (await at(this.page, 'indicator-label').count()) > 0 && (await this.indicator()).label !== '',
      'the card shows an estimate',
      withinMs,
    );
  }

  async endForAll(): Promise<void> {
    await at(this.page, 'end-call').click();
    await at(this.page, 'confirm-end').click();
    await at(this.page, 'review-page').waitFor();
  }
}

/** The patient's pages. */
export class Patient {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the link and passes the device check, working devices or not. */
  async check(link: string, name = 'Pat Example'): Promise<void> {
    await this.page.goto(link);
    await at(this.page, 'join-name').waitFor();
    await at(this.page, 'join-name').fill(name);
    await at(this.page, 'device-next').click();
    await at(this.page, 'consent-agree').waitFor();
  }

  async decide(decision: 'agree' | 'refuse'): Promise<void> {
    await at(this.page, `consent-${decision}`).click();
    await at(this.page, 'waiting').waitFor();
  }

  async untilInCall(): Promise<void> {
    await at(this.page, 'patient-call').waitFor();
  }

  async untilConsent(consent: 'granted' | 'refused' | 'withdrawn'): Promise<void> {
    await this.page.locator(`[data-testid="consent-chip"][data-consent="${consent}"]`).waitFor();
  }
}
