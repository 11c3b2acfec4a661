import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { CallTimeline } from '#contracts/timeline';
import { cameraVideo } from '../../../scripts/demo/camera-video.ts';
import { launch, newContext } from '../../e2e/support/browser.ts';
import { Clinician, Patient } from '../../e2e/support/people.ts';
import { Traffic } from '../../e2e/support/traffic.ts';
import { untilPlaying } from '../../e2e/support/video.ts';
import { eventually } from '../../support/eventually.ts';
import type { ClientNetwork } from './client-network.ts';
import { type Gap, packetsHeard, WATCH } from './watch.ts';

/** While the patient is muted and the clinician is not, packets of sound come within this time in one direction only. */
const LISTEN_MS = 2_000;

/**
 * A clinician and a patient in a call, each in a Chromium of their own, the patient's in a network of its own where there can be one; the
 * patient's face is analysed, and their microphone is muted.
 */
export class Pair {
  readonly clinician: Clinician;
  readonly patient: Patient;
  readonly traffic: Traffic;
  readonly #browsers: Browser[];

  private constructor(clinician: Clinician, patient: Patient, traffic: Traffic, browsers: Browser[]) {
    this.clinician = clinician;
    this.patient = patient;
    this.traffic = traffic;
    this.#browsers = browsers;
  }

  static async join(url: string, setupCode: string, network: ClientNetwork | null): Promise<Pair> {
    const camera = await cameraVideo({ width: 640, height: 360 });
    const browsers = await Promise.all([launch(), launch({ camera, by: (chromium) => network?.browser(chromium) ?? chromium })]);
    const [near, far] = await Promise.all(browsers.map(async (browser) => (await newContext(browser)).newPage()));
    for (const page of [near!, far!]) await page.addInitScript(WATCH);
    const traffic = new Traffic(near!);
    const [clinician, patient] = [new Clinician(near!, url), new Patient(far!)];
    await clinician.createAccount(`${url}/setup#code=${setupCode}`);
    const link = await clinician.newCall('Follow-up', 'Pat Example');
    await clinician.openCall();
    await patient.check(url + link);
    await patient.decide('agree');
    await clinician.admit();
    await patient.untilInCall();
    await Promise.all([untilPlaying(near!, 'remote-video'), untilPlaying(far!, 'remote-video')]);
    await clinician.untilEstimate();
    await far!.getByTestId('mic-toggle').click();
    const pair = new Pair(clinician, patient, traffic, browsers);
    await eventually(() => pair.isMuted(), 'the server to know that the patient is muted');
    return pair;
  }

  get callId(): string {
    return this.clinician.callId;
  }

  /** When the first sample of the present second came; whether estimates come. */
  lastSampleMs(): number {
    return this.traffic.samples().findLast(({ sample }) => sample.state !== 'paused')?.at ?? 0;
  }

  /** When the other person's picture last changed on either page, at the earlier of the two. */
  async lastPictureMs(): Promise<number> {
    const last = await Promise.all(this.#pages.map((page) => page.evaluate<number>('window.still.last')));
    return Math.min(...last);
  }

  /** Standstills on either page that ended after this moment. */
  async gapsSince(sinceMs: number): Promise<Gap[]> {
    const gaps = await Promise.all(this.#pages.map((page) => page.evaluate<Gap[]>('window.still.gaps')));
    return gaps.flat().filter(({ untilMs }) => untilMs > sinceMs);
  }

  /** Whether nothing comes from the patient's microphone, as the clinician was last told. */
  isMuted(): boolean {
    return this.#patientView()?.producers.every(({ source, paused }) => source !== 'microphone' || paused) === true;
  }

  /** Whether each hears what the other sends: the patient the clinician, the clinician nothing. */
  async isHeardAsTold(): Promise<boolean> {
    const before = await this.#heard();
    await sleep(LISTEN_MS);
    const [near, far] = (await this.#heard()).map((packets, page) => packets - before[page]!);
    return near === 0 && far! > 0;
  }

  hasConsent(): boolean {
    return this.#patientView()?.consent === 'granted';
  }

  async timeline(): Promise<{ startedMs: number; timeline: CallTimeline }> {
    const { request } = this.clinician.page.context();
    const read = async (path: string): Promise<unknown> => (await request.get(`${this.clinician.url}${path}`)).json();
    const call = (await read(`/api/calls/${this.callId}`)) as { startedAt: string };
    return { startedMs: Date.parse(call.startedAt), timeline: (await read(`/api/calls/${this.callId}/timeline`)) as CallTimeline };
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
  }

  get #pages(): Page[] {
    return [this.clinician.page, this.patient.page];
  }

  async #heard(): Promise<number[]> {
    return Promise.all(this.#pages.map((page) => page.evaluate<number>(packetsHeard)));
  }

  #patientView() {
    return this.traffic.call.participants.find(({ role }) => role === 'patient');
  }
}
