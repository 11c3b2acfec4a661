import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallTimeline } from '#contracts/timeline';
import { createApp, listen } from '../../apps/server/src/app.ts';
import { loadConfig } from '../../apps/server/src/config/config.ts';
import { ConfigError } from '../../apps/server/src/config/config-error.ts';
import { Attune, type CallClient, eventually, pause } from './support/attune.ts';
import { estimateAt, infer as inferAs, modelLoaded } from './support/estimates.ts';

const CONSENT = { decision: 'granted', wording: '2026-11', language: 'en' } as const;
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a server restarted in the middle of a call', () => {
  it('has the same call, the same people and the timeline with a gap', async () => {
    let attune = await Attune.start();
    cleanUp.push(() => attune.stop());
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
    await patient.ask('setConsent', CONSENT);
    await patient.ask('ready', {});
    await doctor.ask('admit', { participantId });
    const infer = (atMs: number) => {
      inferAs(attune, call.id, participantId, estimateAt(attune, atMs));
    };
    await modelLoaded(attune);
    infer(10);
    await eventually(() => doctor.all('emotionSamples').length === 1, 'the first sample');
    await eventually(() => doctor.last('callState')?.status === 'live', 'the live call');
    const before = doctor.last('callState');

    attune = await attune.restart();
    await eventually(
      () => doctor.all('welcome').length === 2 && patient.all('welcome').length === 2,
      'both clients to come back by themselves',
      30_000,
    );
    await eventually(() => patient.presenceOf(participantId) === 'connected', 'the patient back in the call');
    const state = doctor.last('callState');
    expect(state).toMatchObject({ id: call.id, status: 'live', startedAt: before?.startedAt });
    expect(state?.nowMs).toBeGreaterThan(before?.nowMs ?? 0);
    // What the server remembers is no consent before the patient's own client has confirmed it.
    expect(state?.participants.find((one) => one.id === participantId)).toMatchObject({ consent: null, consentUnconfirmed: true });
    infer(5);
    expect(await patient.ask('confirmConsent', { known: { decision: 'granted', number: 1, at: null } })).toMatchObject({
      ok: true,
      data: { inForce: true, number: 1, stored: 'database' },
    });
    await eventually(
      () => doctor.last('callState')?.participants.find((one) => one.id === participantId)?.consent === 'granted',
      'the confirmed consent',
    );
    expect(await patient.ask('createTransport', { direction: 'send' })).toMatchObject({ ok: true });

    await modelLoaded(attune);
    infer(state?.nowMs ?? 0);
    await eventually(() => doctor.all('emotionSamples').length === 2, 'the second sample');
    expect(await doctor.ask('endCall', {})).toMatchObject({ ok: true });
    const timeline = (await attune.request('GET', `/api/calls/${call.id}/timeline`, undefined, { cookie: clinician.cookie }))
      .body as unknown as CallTimeline;
    expect(timeline.participants[0]?.samples.filter((one) => one.state === 'ok').map((one) => one.atMs)).toEqual([
      10,
      expect.closeTo(state?.nowMs ?? 0, 0),
    ]);
  });
});

describe('stored and logged', () => {
  it('is neither a key nor a password nor a link', async () => {
    const attune = await Attune.start();
    const clinician = await attune.clinician();
    const call = await clinician.createCall('Check-up', 'Jan');
    const { participantKey } = await attune.join(call);
    await attune.app.close();
    cleanUp.push(() => rmSync(attune.config.dataDir, { recursive: true }));
    const files = readdirSync(attune.config.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const everything = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
    expect(everything).toContain('$argon2id$');
    for (const secret of [
      'correct horse battery',
      clinician.cookie.split('=')[1] ?? '-',
      participantKey,
      String(call.invitationPath).slice('/join/'.length),
    ])
      expect(everything).not.toContain(secret);
  });
});

describe('a start that cannot work', () => {
  const start = async (settings: object) => {
    const config = { ...loadConfig({}), host: '127.0.0.1', port: 0, dataDir: mkdtempSync(join(tmpdir(), 'attune-')), ...settings };
    cleanUp.push(() => rmSync(config.dataDir, { recursive: true, force: true }));
    const app = await createApp(config);
    cleanUp.push(() => app.close());
    await listen(app, config);
  };
  const message = (start: Promise<unknown>) =>
    start.then(
      () => 'started',
      (error: unknown) => (error instanceof ConfigError ? error.message : `not for people: ${String(error)}`),
    );

  it('says that another Attune has the folder or the port', async () => {
    const attune = await Attune.start();
    cleanUp.push(() => attune.stop());
    expect(await message(start({ dataDir: attune.config.dataDir }))).toMatch(
      /^Another Attune is using the data folder .*Stop it first, or set ATTUNE_DATA/,
    );
    expect(await message(start({ port: Number(new URL(attune.url).port) }))).toMatch(
      /^Port \d+ is in use\. Stop the other program, or set ATTUNE_PORT/,
    );
  });

  it('says that the data folder cannot be used', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'attune-')), 'file');
    writeFileSync(file, '');
    expect(await message(start({ dataDir: join(file, 'data') }))).toMatch(
      /^The data folder .* cannot be used .* Set ATTUNE_DATA to another folder\.$/,
    );
  });

  it('says that the database does not answer', async () => {
    expect(await message(start({ databaseUrl: 'postgres://nobody:secret@127.0.0.1:9/attune' }))).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:9\/attune cannot be used .*Check DATABASE_URL/,
    );
  });

  it('takes a folder that a killed Attune left locked', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'attune-'));
    writeFileSync(join(dataDir, 'attune.lock'), '999999999 1');
    expect(await message(start({ dataDir }))).toBe('started');
    await pause(10);
  });
});
