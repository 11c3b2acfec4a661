import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import type { CallSummary } from '#contracts/summary';
import type { CallTimeline } from '#contracts/timeline';
import { LiveCalls } from '../../apps/server/src/calls/live-calls.ts';
import { EmptyCallsService } from '../../apps/server/src/live/empty-calls.service.ts';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { OwedWrites } from '../../apps/server/src/owed/owed-writes.ts';
import { TimelineService } from '../../apps/server/src/timeline/timeline.service.ts';
import { Attune, type CallClient, type Clinician, eventually, pause } from './support/attune.ts';
import { Faults } from './support/faults.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

interface Scene {
  attune: Attune;
  faults: Faults;
  clinician: Clinician;
  call: CallView;
  doctor: CallClient;
  patient: CallClient;
  participantId: string;
  participantKey: string;
}

/** A patient waits, and a clinician sees it. */
async function waiting(settings = {}): Promise<Scene> {
  const attune = await Attune.start(settings);
  const scene = { attune };
  cleanUp.push(() => scene.attune.stop());
  const clinician = await attune.clinician();
  const call = await clinician.createCall('Check-up', 'Jan');
  const { participantId, participantKey } = await attune.join(call);
  const [doctor, patient] = [clinician.connect(call.id), attune.connect({ callId: call.id, participantKey })] as [CallClient, CallClient];
  cleanUp.push(
    () => doctor.close(),
    () => patient.close(),
  );
  await Promise.all([doctor.ready(), patient.ready()]);
  await doctor.ask('ready', {});
  await patient.ask('ready', {});
  return Object.assign(scene, { faults: new Faults(attune), clinician, call, doctor, patient, participantId, participantKey });
}

const get = async <T>(attune: Attune, { clinician, call }: Scene, path = ''): Promise<T> =>
  (await attune.request('GET', `/api/calls/${call.id}${path}`, undefined, { cookie: clinician.cookie })).body as unknown as T;
const settled = (attune: Attune) =>
  eventually(() => attune.app.get(OwedWrites, { strict: false }).counts.owed === 0, 'everything to be stored', 20_000);

/** What happens in a call while nothing can be stored. */
async function callDuringOutage({ attune, doctor, patient, participantId, call }: Scene): Promise<void> {
  expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: true });
  const timeline = attune.app.get(TimelineService, { strict: false });
  timeline.speaks(call.id, participantId);
  expect(await doctor.ask('addMarker', { text: 'here' })).toMatchObject({ ok: true });
  await pause(400);
  timeline.speaks(call.id, null);
  const at = doctor.last('callState')?.nowMs ?? 0;
  expect(await patient.ask('caption', { segmentId: 'one', text: 'I sleep badly.', startMs: 0, endMs: at, final: true })).toMatchObject({
    ok: true,
  });
  expect(await doctor.ask('endCall', {})).toMatchObject({ ok: true });
}

async function expectWholeCall(attune: Attune, scene: Scene): Promise<CallView> {
  const view = await get<CallView>(attune, scene);
  expect(view).toMatchObject({ status: 'ended' });
  expect(view.durationMs).toBeGreaterThan(300);
  const summary = await get<CallSummary>(attune, scene, '/summary');
  expect(summary.participants.map((one) => one.name).sort()).toEqual(['Dr Ada', 'Jan']);
  expect(summary.transcript.map((one) => one.text)).toEqual(['I sleep badly.']);
  const timeline = await get<CallTimeline>(attune, scene, '/timeline');
  expect(timeline.markers.map((one) => one.text)).toEqual(['here']);
  expect(timeline.turns.map((one) => one.participantId)).toEqual([scene.participantId]);
  return view;
}

describe('a call during an outage', () => {
  it('is read as it was at once, and is whole when storing works again', async () => {
    const scene = await waiting();
    scene.faults.fail();
    await callDuringOutage(scene);
    scene.faults.mend();
    const during = await expectWholeCall(scene.attune, scene);
    await settled(scene.attune);
    expect(await expectWholeCall(scene.attune, scene)).toEqual(during);
  });

  it('is whole after a restart in the middle of it, from a file that only its owner reads', async () => {
    const scene = await waiting();
    scene.faults.fail();
    await callDuringOutage(scene);
    const spool = join(scene.attune.config.dataDir, 'owed-writes.jsonl');
    scene.attune = await scene.attune.restart();
    await settled(scene.attune);
    await expectWholeCall(scene.attune, scene);
    await eventually(() => !existsSync(spool), 'the spool to be gone');
    expect((await scene.clinician.request('GET', '/api/calls')).status).toBe(200);
  });

  it('is whole after the server was killed', async () => {
    const scene = await waiting();
    scene.faults.fail();
    await callDuringOutage(scene);
    const spool = join(scene.attune.config.dataDir, 'owed-writes.jsonl');
    await eventually(() => existsSync(spool), 'the spool');
    await pause(800);
    expect(statSync(spool).mode & 0o777).toBe(0o600);
    // What a kill leaves: the folder as it is now, nothing flushed.
    const copy = join(mkdtempSync(join(tmpdir(), 'attune-')), 'data');
    execFileSync('cp', ['-a', scene.attune.config.dataDir, copy]);
    cpSync(scene.attune.config.keyFile, `${copy}.key`);
    cleanUp.push(() => rmSync(copy, { recursive: true, force: true }));
    await scene.attune.stop();
    scene.attune = await Attune.start({ dataDir: copy });
    await settled(scene.attune);
    await expectWholeCall(scene.attune, scene);
  });

  it('has everything once though every answer was lost', async () => {
    const scene = await waiting();
    scene.faults.loseAnswers();
    await callDuringOutage(scene);
    await pause(1_500);
    scene.faults.mend();
    await settled(scene.attune);
    await expectWholeCall(scene.attune, scene);
  });

  it('goes on without waiting while writes are stalled', async () => {
    const scene = await waiting();
    const release = scene.faults.stall();
    const startedAt = performance.now();
    await callDuringOutage(scene);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    release();
    await settled(scene.attune);
    await expectWholeCall(scene.attune, scene);
  });
});

describe('two at the same time', () => {
  it('admit once, whoever asks', async () => {
    const { doctor, patient, participantId, clinician, call } = await waiting();
    const answers = await Promise.all([
      doctor.ask('admit', { participantId }),
      doctor.ask('admit', { participantId }),
      patient.ask('ready', {}),
      doctor.ask('admit', { participantId }),
    ]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const view = (await clinician.request('GET', `/api/calls/${call.id}`)).body as unknown as CallView;
    expect(view).toMatchObject({ status: 'live' });
    expect(doctor.presenceOf(participantId)).toBe('connected');
  });

  it('admit or deny: the first counts, in memory and in the database', async () => {
    const scene = await waiting();
    const { doctor, participantId } = scene;
    const [admitted, denied] = await Promise.all([doctor.ask('admit', { participantId }), doctor.ask('deny', { participantId })]);
    expect(admitted).toMatchObject({ ok: true });
    expect(denied).toMatchObject({ ok: false, error: { code: 'already-admitted' } });
    await settled(scene.attune);
    scene.attune = await scene.attune.restart();
    expect(await get<CallView>(scene.attune, scene)).toMatchObject({ status: 'live' });
    expect((await get<CallView>(scene.attune, scene)).participants.map((one) => one.name)).toContain('Jan');
  });

  it('deny or come back: who was denied stays out', async () => {
    const { doctor, patient, participantId } = await waiting();
    const [denied, ready] = await Promise.all([
      doctor.ask('deny', { participantId }),
      pause(5).then(() => patient.ask('ready', {}).catch(() => ({ ok: false }))),
    ]);
    expect(denied).toMatchObject({ ok: true });
    expect(ready).toMatchObject({ ok: false });
  });

  it('leave or admit: who has left is not admitted', async () => {
    const { doctor, patient, participantId, attune, call } = await waiting();
    await patient.ask('leave', {}).catch(() => undefined);
    expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: false, error: { code: 'not-waiting' } });
    expect(attune.app.get(LiveCalls, { strict: false }).find(call.id)?.status).toBe('open');
  });

  it('end twice, and end while it starts: one end, nothing after it', async () => {
    const scene = await waiting();
    const { doctor, clinician, call, participantId, attune } = scene;
    const answers = await Promise.allSettled([
      doctor.ask('admit', { participantId }),
      doctor.ask('endCall', {}),
      clinician.request('POST', `/api/calls/${call.id}/end`),
      doctor.ask('endCall', {}),
      doctor.ask('admit', { participantId }),
    ]);
    expect(answers[1]).toMatchObject({ status: 'fulfilled', value: { ok: true } });
    expect(doctor.all('ended')).toHaveLength(1);
    await settled(attune);
    expect(await get<CallView>(attune, scene)).toMatchObject({ status: 'ended' });
    expect(attune.app.get(LiveCalls, { strict: false }).find(call.id)).toBeUndefined();
    attune.app.get(EmptyCallsService, { strict: false }).look();
    expect(attune.app.get(MediaService, { strict: false }).callIds()).toEqual([]);
  });
});

describe('a call that everybody left', () => {
  const MINUTE = 60_000;
  const everybodyLeaves = async ({ doctor, patient, participantId }: Scene) => {
    await doctor.ask('admit', { participantId });
    await pause(1_000);
    patient.close();
    doctor.close();
    await pause(1_500);
  };

  it('ends by itself, at the moment the last one left', async () => {
    const scene = await waiting();
    await everybodyLeaves(scene);
    const calls = scene.attune.app.get(EmptyCallsService, { strict: false });
    calls.look();
    calls.look(performance.now() + 14 * MINUTE);
    expect(await get<CallView>(scene.attune, scene)).toMatchObject({ status: 'live' });
    calls.look(performance.now() + 16 * MINUTE);
    const view = await get<CallView>(scene.attune, scene);
    expect(view).toMatchObject({ status: 'ended' });
    expect(view.durationMs).toBeGreaterThan(900);
    expect(view.durationMs).toBeLessThan(2_400);
    expect(Date.parse(view.endedAt ?? '') - Date.parse(view.startedAt ?? '')).toBeCloseTo(view.durationMs ?? 0, -1);
    expect(scene.attune.app.get(MediaService, { strict: false }).callIds()).toEqual([]);
  });

  it('ends there as well when the clinician ends it later', async () => {
    const scene = await waiting();
    await everybodyLeaves(scene);
    await pause(1_500);
    const ended = (await scene.clinician.request('POST', `/api/calls/${scene.call.id}/end`)).body as unknown as CallView;
    expect(ended).toMatchObject({ status: 'ended' });
    expect(ended.durationMs).toBeLessThan(2_400);
  });

  it('ends there as well after a restart', async () => {
    const scene = await waiting();
    await everybodyLeaves(scene);
    scene.attune = await scene.attune.restart();
    const calls = scene.attune.app.get(EmptyCallsService, { strict: false });
    await eventually(() => scene.attune.app.get(LiveCalls, { strict: false }).live().length === 1, 'the call to be found');
    calls.look();
    expect(await get<CallView>(scene.attune, scene)).toMatchObject({ status: 'live' });
    calls.look(performance.now() + 16 * MINUTE);
    const view = await get<CallView>(scene.attune, scene);
    expect(view).toMatchObject({ status: 'ended' });
    expect(view.durationMs).toBeLessThan(2_400);
  });

  it('goes on if somebody comes back, and a liveCall that is freed comes back as it was', async () => {
    const scene = await waiting();
    const { attune, clinician, call, participantKey, participantId } = scene;
    scene.patient.close();
    scene.doctor.close();
    await settled(attune);
    const liveCalls = attune.app.get(LiveCalls, { strict: false });
    const calls = attune.app.get(EmptyCallsService, { strict: false });
    calls.look();
    await eventually(() => {
      calls.look(performance.now() + 5 * MINUTE);
      return liveCalls.find(call.id) === undefined;
    }, 'the liveCall to be freed');
    expect(attune.app.get(MediaService, { strict: false }).callIds()).toEqual([]);
    const [doctor, patient] = [clinician.connect(call.id), attune.connect({ callId: call.id, participantKey })] as [CallClient, CallClient];
    cleanUp.push(
      () => doctor.close(),
      () => patient.close(),
    );
    await Promise.all([doctor.ready(), patient.ready()]);
    await doctor.ask('ready', {});
    await eventually(() => doctor.presenceOf(participantId) === 'waiting', 'the patient, who still waits');
    expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: true });
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });
  });
});
