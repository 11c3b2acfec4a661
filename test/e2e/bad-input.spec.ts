import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext } from 'playwright-core';
import { io } from 'socket.io-client';
import { modelsManifest } from '#contracts/model-manifest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { callTimeline } from '#contracts/timeline';
import { callView } from '#contracts/rest';
import { cameraVideo } from '../../scripts/demo/camera-video.ts';
import { launch, newContext } from './support/browser.ts';
import { Clinician, Patient } from './support/people.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';
import { Traffic } from './support/traffic.ts';
import { untilPlaying } from './support/video.ts';
import { eventually } from '../support/eventually.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const manifest = modelsManifest.parse(JSON.parse(readFileSync(path.join(ROOT, 'models/manifest.json'), 'utf8')));
const model = manifest.models[manifest.profiles[DEFAULT_PROFILE]!.classifier]!;
if (model.kind !== 'classifier') throw new Error('The default profile names no classifier.');
const modelFile = model.file;

/** Whatever goes wrong ends in a clear message and a working program. */
describe('bad input', () => {
  let server: TestServer;
  let near: Browser;
  let far: Browser;
  let clinicianContext: BrowserContext;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const camera = await cameraVideo({ width: 640, height: 360 });
    server = await TestServer.start();
    [near, far] = await Promise.all([launch(), launch({ camera })]);
    clinicianContext = await newContext(near);
    const page = await clinicianContext.newPage();
    await new Clinician(page, server.url).createAccount(server.setupAddress());
    await page.close();
  }, SETUP_WITHIN_MS);

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  afterAll(async () => {
    await Promise.all([near?.close(), far?.close()]);
    await server?.stop();
  });

  /** The clinician in a fresh call, and its link. */
  async function openCall(): Promise<{ clinician: Clinician; traffic: Traffic; link: string }> {
    const page = await clinicianContext.newPage();
    cleanUps.push(() => page.close());
    const traffic = new Traffic(page);
    const answer = await page.request.post(`${server.url}/api/calls`, { data: { title: 'Trouble', patientName: 'Pat' } });
    const { id, invitationPath } = callView.parse(await answer.json());
    await page.goto(`${server.url}/calls/${id}`);
    await page.getByTestId('clinician-call').waitFor();
    return { clinician: new Clinician(page, server.url), traffic, link: server.url + invitationPath! };
  }

  async function newPatient(browser = far): Promise<Patient> {
    const context = await newContext(browser, { width: 900, height: 700 });
    cleanUps.push(() => context.close());
    return new Patient(await context.newPage());
  }

  /** A fresh call with a patient who is in it and has refused the analysis. */
  async function callWithoutConsent(): Promise<Awaited<ReturnType<typeof openCall>> & { patient: Patient }> {
    const call = await openCall();
    const patient = await newPatient();
    await patient.check(call.link);
    await patient.decide('refuse');
    await call.clinician.admit();
    await patient.untilInCall();
    return { ...call, patient };
  }

  describe('devices', () => {
    it('no camera and no microphone: the patient is told, and can come in', async () => {
      const bare = await launch({ devices: 'none' });
      cleanUps.push(() => bare.close());
      const { clinician, link } = await openCall();
      const patient = await newPatient(bare);
      await patient.page.goto(link);
      await patient.page.locator('[data-testid="device-problem"][data-source="camera"][data-problem="not-found"]').waitFor();
      await patient.page.locator('[data-testid="device-problem"][data-source="microphone"][data-problem="not-found"]').waitFor();
      await patient.check(link);
      await patient.decide('agree');
      await clinician.admit();
      await patient.untilInCall();
      await untilPlaying(patient.page, 'remote-video');
      expect((await clinician.indicator()).label).toBe('');
    });

    it('camera denied: the patient is told how to allow it, and can come in', async () => {
      const strict = await launch({ devices: 'ask' });
      cleanUps.push(() => strict.close());
      const { clinician, link } = await openCall();
      const patient = await newPatient(strict);
      await patient.page.goto(link);
      const problem = patient.page.locator('[data-testid="device-problem"][data-source="both"][data-problem="denied"]');
      await problem.waitFor();
      expect(await problem.innerText()).toContain('try again');
      await patient.check(link);
      await patient.decide('refuse');
      await clinician.admit();
      await patient.untilInCall();
    });

    it('camera unplugged in the call: both sides are told, and the call goes on', async () => {
      const { clinician, traffic, link } = await openCall();
      const patient = await newPatient();
      await patient.check(link);
      await patient.decide('refuse');
      await clinician.admit();
      await untilPlaying(clinician.page, 'remote-video');
      await patient.page.getByTestId('self-video').evaluate((video) => {
        const [track] = (
          video as unknown as { srcObject: { getVideoTracks(): (EventTarget & { stop(): void })[] } }
        ).srcObject.getVideoTracks();
        // What a browser does when the device goes away.
        track!.stop();
        track!.dispatchEvent(new Event('ended'));
      });
      await patient.page.locator('[data-testid="device-problem"][data-source="camera"][data-problem="unplugged"]').waitFor();
      await clinician.page.getByTestId('remote-video').waitFor({ state: 'detached' });
      await untilPlaying(patient.page, 'remote-video');
      expect(traffic.call.status).toBe('live');
    });
  });

  describe('links and places', () => {
    it('a forged link leads to a page that says so', async () => {
      const { link } = await openCall();
      const { page } = await newPatient();
      await page.goto(`${link.slice(0, -4)}AAAA`);
      await page.getByTestId('invitation-unknown').waitFor();
    });

    it('the link of an ended call leads to a page that says so, also for whoever was in it', async () => {
      const { clinician, link, patient } = await callWithoutConsent();
      await clinician.endForAll();
      await patient.page.getByTestId('thank-you').waitFor();
      await patient.page.goto(link);
      await patient.page.getByTestId('call-ended').waitFor();
      const stranger = await newPatient();
      await stranger.page.goto(link);
      await stranger.page.getByTestId('call-ended').waitFor();
    });

    it('an expired link leads to a page that says so', async () => {
      const short = await TestServer.start({ env: { ATTUNE_INVITATION_HOURS: '0.0005' } });
      cleanUps.push(() => short.stop());
      const { page } = await newPatient();
      await page.request.post(`${short.url}/api/setup`, {
        data: { code: short.setupCode(), name: 'Dr. Eva Example', email: 'eva@example.org', password: 'correct horse battery' },
      });
      const { invitationPath } = callView.parse(
        await (await page.request.post(`${short.url}/api/calls`, { data: { title: 'Short' } })).json(),
      );
      await setTimeout(2_500);
      await page.goto(short.url + invitationPath!);
      await page.getByTestId('invitation-expired').waitFor();
    });

    it('a second tab of the same person takes the call over, and the first can take it back', async () => {
      const { clinician, traffic } = await openCall();
      const second = await clinicianContext.newPage();
      cleanUps.push(() => second.close());
      await second.goto(clinician.page.url());
      await second.getByTestId('clinician-call').waitFor();
      await clinician.page.getByTestId('superseded').waitFor();
      await clinician.page.getByTestId('use-here').click();
      await clinician.page.getByTestId('clinician-call').waitFor();
      await second.getByTestId('superseded').waitFor();
      expect(traffic.call.participants.filter(({ role }) => role === 'clinician')).toHaveLength(1);
    });

    it('somebody who is not admitted is told so', async () => {
      const { clinician, link } = await openCall();
      const patient = await newPatient();
      await patient.check(link);
      await patient.decide('agree');
      await clinician.page.getByTestId('deny').click();
      await patient.page.getByTestId('denied').waitFor();
    });
  });

  describe('consent', () => {
    it('refused: the call works fully, without indicators, until the patient allows them', async () => {
      const { clinician, traffic, link } = await openCall();
      const patient = await newPatient();
      await patient.check(link);
      await patient.decide('refuse');
      await clinician.admit();
      await Promise.all([untilPlaying(clinician.page, 'remote-video'), untilPlaying(patient.page, 'remote-video')]);
      await patient.untilConsent('refused');
      await setTimeout(2_000);
      expect(traffic.samples()).toEqual([]);
      expect(traffic.of('analysis').at(-1)?.data.state).toBe('off');
      await patient.page.getByTestId('consent-options').click();
      await patient.page.getByTestId('consent-allow').click();
      await clinician.untilEstimate();
    });
  });

  describe('sockets', () => {
    it('malformed and oversized messages end at most the socket that sent them', async () => {
      const { clinician, link } = await openCall();
      const token = new URL(link).pathname.slice('/join/'.length);
      const answer = await clinician.page.request.post(`${server.url}/api/join/${token}`, { data: { name: 'Mallory' } });
      const { callId, participantKey } = (await answer.json()) as { callId: string; participantKey: string };
      const socket = io(`${server.url}/call`, { auth: { callId, participantKey }, transports: ['websocket'], reconnection: false });
      cleanUps.push(async () => socket.disconnect());
      await new Promise((resolve) => socket.once('callState', resolve));
      expect(await socket.timeout(5_000).emitWithAck('setConsent', { decision: 'perhaps' })).toMatchObject({
        ok: false,
        error: { code: 'invalid-request' },
      });
      expect(await socket.timeout(5_000).emitWithAck('admit', { participantId: callId })).toMatchObject({ ok: false });
      socket.emit('produce');
      socket.emit('noSuchRequest', { a: 1 });
      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      socket.emit('caption', { text: 'x'.repeat(400_000) });
      await closed;
      expect((await clinician.page.request.get(`${server.url}/api/health`)).status()).toBe(200);
      expect(await clinician.page.getByTestId('reconnecting').count()).toBe(0);
    });
  });

  describe('transcripts', () => {
    it('a broken or foreign file is refused with a reason, and what was there stays', async () => {
      // Over as soon as it was open: the review must not believe what the lobby had just been told.
      const { clinician } = await openCall();
      await clinician.endForAll();
      const { page } = clinician;
      for (const [name, content] of [
        ['letter.pdf', '%PDF-1.7 nothing of use'],
        ['broken.json', '{"segments": [{"start": "soon"'],
        ['empty.vtt', ''],
      ] as const) {
        await page
          .getByTestId('import-transcript')
          .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
        await page.getByTestId('transcript').getByTestId('error-message').waitFor();
        expect(await page.getByTestId('utterance').count()).toBe(0);
      }
      await page.getByTestId('import-transcript').setInputFiles({
        name: 'good.srt',
        mimeType: 'text/plain',
        buffer: Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nAll is well.\n\n2\n00:00:02,000 --> soon\nLost.\n'),
      });
      expect(await page.getByTestId('import-skipped').innerText()).toContain('Line 6');
      await page.getByTestId('import-confirm').click();
      await page.getByTestId('utterance').waitFor();
      expect(await page.getByTestId('transcript').getByTestId('error-message').count()).toBe(0);
    });
  });

  describe('the server', () => {
    it('killed and started again in a call: everybody rejoins, and the timeline goes on after a gap', async () => {
      const { clinician, traffic, link } = await openCall();
      const patient = await newPatient();
      await patient.check(link);
      await patient.decide('agree');
      await clinician.admit();
      await clinician.untilEstimate();
      await eventually(() => traffic.samples().filter(({ sample }) => sample.raw !== null).length > 15, 'some seconds are stored');
      await setTimeout(1_500);
      const before = traffic.of('callState').length;
      await server.kill();
      await Promise.all([clinician.page, patient.page].map((page) => page.getByTestId('reconnecting').waitFor()));
      const down = Date.now();
      server = await TestServer.start({ dataDir: server.dataDir, port: server.port });
      await eventually(
        () =>
          traffic.of('callState').length > before &&
          traffic.call.participants.filter(({ presence }) => presence === 'connected').length === 2,
        'both are back',
        30_000,
      );
      await untilPlaying(clinician.page, 'remote-video');
      const again = await eventually(
        () => traffic.samples().find(({ sample, at }) => at > down && sample.raw !== null),
        'scores come again',
        30_000,
      );
      await clinician.untilEstimate();
      await eventually(async () => {
        const answer = await clinician.page.request.get(`${server.url}/api/calls/${clinician.callId}/timeline`);
        const samples = callTimeline
          .parse(await answer.json())
          .participants.flatMap((participant) => participant.samples)
          .filter(({ raw }) => raw !== null)
          .sort((a, b) => a.atMs - b.atMs);
        const gaps = samples.slice(1).map((sample, at) => ({ from: samples[at]!.atMs, lengthMs: sample.atMs - samples[at]!.atMs }));
        return (
          samples.filter(({ atMs }) => atMs < again.sample.atMs).length > 10 &&
          samples.at(-1)!.atMs > again.sample.atMs &&
          gaps.some(({ lengthMs }) => lengthMs > 1_000)
        );
      }, 'what was before and after is stored');
    });
  });

  describe('models', () => {
    it.each([
      [
        'a model with the wrong checksum',
        async (folder: string) => {
          await writeFile(path.join(folder, modelFile), 'not a model');
          return { ATTUNE_MODELS: folder };
        },
        /sha-?256|checksum/i,
      ],
      [
        'a missing model',
        async (folder: string) => {
          await rm(path.join(folder, modelFile));
          return { ATTUNE_MODELS: folder };
        },
        new RegExp(modelFile),
      ],
      [
        'a missing cascade',
        async (folder: string) => ({ ATTUNE_PROFILE: 'light', ATTUNE_CASCADE: path.join(folder, 'no-such-cascade.xml') }),
        /no-such-cascade\.xml/,
      ],
    ])('%s: the call works, and the dashboard says what to do', async (_, spoil, message) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'attune-models-'));
      cleanUps.push(() => rm(folder, { recursive: true }));
      await cp(path.join(ROOT, 'models'), folder, { recursive: true, filter: (source) => !source.includes('training') });
      const other = await TestServer.start({ env: await spoil(folder) });
      cleanUps.push(() => other.stop());
      const context = await newContext(near);
      cleanUps.push(() => context.close());
      const clinician = new Clinician(await context.newPage(), other.url);
      await clinician.createAccount(other.setupAddress());
      const link = await clinician.newCall('Without model', 'Pat');
      await clinician.openCall();
      const patient = await newPatient();
      await patient.check(other.url + link);
      await patient.decide('agree');
      await clinician.admit();
      await Promise.all([untilPlaying(clinician.page, 'remote-video'), untilPlaying(patient.page, 'remote-video')]);
      await clinician.page.locator('[data-testid="analysis-status"][data-status="off"]').filter({ hasText: message }).waitFor();
    });
  });
});
