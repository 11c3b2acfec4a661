import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsentAnswer, ConsentDecision, ConsentWording, ReceiptView } from '#contracts/consent';
import type { CallView, NoteView } from '#contracts/rest';
import type { CallTimeline } from '#contracts/timeline';
import { ConsentService } from '../../apps/server/src/consent/consent.service.ts';
import { ConsentsRepository } from '../../apps/server/src/consent/consents.repository.ts';
import { TimelineRepository } from '../../apps/server/src/timeline/timeline.repository.ts';
import { Attune, type CallClient, type Clinician, eventually, pause } from './support/attune.ts';
import { estimateAt, infer as inferAs, modelLoaded } from './support/estimates.ts';

const CONSENT = { wording: '2026-12', language: 'en' };
const ROUNDS = 20;
let attune: Attune;
let clinician: Clinician;
let call: CallView;
let doctor: CallClient;
let patient: CallClient;
let participantId: string;
let participantKey: string;

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
  await modelLoaded(attune);
}, 120_000);
afterAll(() => attune.stop());
beforeEach(async () => {
  call = await clinician.createCall('Check-up', 'Jan');
  ({ participantId, participantKey } = await attune.join(call));
  [doctor, patient] = [await clinician.connect(call.id).ready(), await attune.connect({ callId: call.id, participantKey }).ready()];
  await doctor.ask('ready', {});
  await patient.ask('ready', {});
  await doctor.ask('admit', { participantId });
  await eventually(() => doctor.last('callState')?.status === 'live', 'the live call');
});
afterEach(() => {
  vi.restoreAllMocks();
  doctor.close();
  patient.close();
});

const table = () => attune.app.get(ConsentsRepository, { strict: false });
const decide = (decision: ConsentDecision) => patient.ask('setConsent', { decision, ...CONSENT });
const data = (answer: unknown) => (answer as { data: ConsentAnswer }).data;
let atMs = 10;
const infer = () => {
  inferAs(attune, call.id, participantId, estimateAt(attune, atMs++));
};
const estimates = () =>
  doctor
    .all('emotionSamples')
    .flatMap(({ samples }) => samples)
    .filter(({ raw }) => raw !== null).length;
const stored = async () =>
  ((await clinician.request('GET', `/api/calls/${call.id}/timeline`)).body as unknown as CallTimeline).participants
    .flatMap(({ samples }) => samples)
    .filter(({ raw }) => raw !== null).length;
const shown = (client: CallClient) => client.last('callState')?.participants.find(({ id }) => id === participantId);

describe('the last word', () => {
  it('wins however grants and withdrawals race with slow and failing writes', async () => {
    const add = table().add.bind(table());
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(table(), 'add').mockImplementation(async (decision) => {
      await pause(Math.random() * 120);
      if (Math.random() < 0.3) throw new Error('The disk is full.');
      return add(decision);
    });
    for (let round = 0; round < ROUNDS; round++) {
      const decisions = Array.from({ length: 2 + Math.floor(Math.random() * 4) }, () =>
        Math.random() < 0.6 ? ('granted' as const) : ('withdrawn' as const),
      );
      const answers = [...decisions, 'withdrawn' as const].map((decision) => decide(decision));
      await answers.at(-1);
      const before = estimates();
      infer();
      await Promise.all(answers);
      infer();
      await pause(150);
      infer();
      expect(estimates() - before, `round ${round}: ${decisions.join()}`).toBe(0);
      expect(shown(patient)?.consent).toBe('withdrawn');
    }
    vi.restoreAllMocks();
    const consent = attune.app.get(ConsentService, { strict: false });
    await eventually(
      async () => (await consent.decisionsOf(call.id)).every((decision) => consent.whereIs(decision) === 'database'),
      'everything to be stored',
      60_000,
    );
    const log = await table().ofCalls(call.id);
    expect(log.map(({ number }) => number)).toEqual(log.map(({ number }) => number).toSorted((a, b) => a - b));
    expect(log.at(-1)?.decision).toBe('withdrawn');
  }, 120_000);

  it('is answered within a second although the database hangs, and keeps its own time', async () => {
    expect(data(await decide('granted'))).toMatchObject({ number: 1, inForce: true, stored: 'database' });
    const add = table().add.bind(table());
    let release: () => void = () => undefined;
    vi.spyOn(table(), 'add').mockImplementation(async (decision) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return add(decision);
    });
    const began = Date.now();
    const answered = data(await decide('withdrawn'));
    const took = Date.now() - began;
    expect(answered).toMatchObject({ number: 2, decision: 'withdrawn', inForce: false });
    expect(answered.stored).not.toBe('database');
    await eventually(() => shown(patient)?.consentStored === 'journal', 'the journal');
    release();
    await eventually(() => shown(patient)?.consentStored === 'database', 'the database');
    const log = await table().ofCalls(call.id);
    expect(log.at(-1)!.at.getTime() - began).toBeLessThanOrEqual(took);
    expect(took).toBeLessThan(5_000);
  });

  it('is said to be in memory only where neither disk nor database takes it, and is stored once one does', async () => {
    await decide('granted');
    const consent = attune.app.get(ConsentService, { strict: false });
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(table(), 'add').mockRejectedValue(new Error('The disk is full.'));
    vi.spyOn(consent.journal, 'append').mockResolvedValue(false);
    expect(data(await decide('withdrawn'))).toMatchObject({ decision: 'withdrawn', stored: 'memory' });
    await eventually(() => shown(patient)?.consentStored === 'memory' && shown(doctor)?.consentStored === 'memory', 'both to be told');
    expect(data(await decide('withdrawn'))).toMatchObject({ number: 2, stored: 'memory' });
    vi.restoreAllMocks();
    await eventually(() => shown(patient)?.consentStored === 'database', 'the database', 40_000);
    expect((await table().ofCalls(call.id)).map(({ decision }) => decision)).toEqual(['granted', 'withdrawn']);
  }, 60_000);

  it('needs no confirmation, but a grant does after the connection was lost', async () => {
    await decide('granted');
    patient.close();
    await eventually(() => shown(doctor)?.consentUnconfirmed === true, 'the grant to wait');
    infer();
    patient = await attune.connect({ callId: call.id, participantKey }).ready();
    expect(data(await patient.ask('confirmConsent', { known: null }))).toMatchObject({ decision: 'granted', inForce: false });
    infer();
    await pause(50);
    expect(estimates()).toBe(0);
    expect(data(await patient.ask('confirmConsent', { known: { decision: 'granted', number: 1, at: null } }))).toMatchObject({
      inForce: true,
    });
    infer();
    await eventually(() => estimates() === 1, 'estimates');
    expect(
      data(await patient.ask('confirmConsent', { known: { decision: 'withdrawn', number: null, at: new Date().toISOString() } })),
    ).toMatchObject({ decision: 'withdrawn', number: 2, inForce: false });
    expect((await table().ofCalls(call.id)).map(({ source }) => source)).toEqual(['call', 'reconnected']);
  });
});

describe('wordings', () => {
  it("are the server's: a decision names one that exists", async () => {
    const wordings = (await attune.request('GET', '/api/consent/wordings?language=cs-CZ')).body as unknown as ConsentWording[];
    expect(wordings.map(({ scope, language }) => [scope, language])).toEqual([
      ['expression', 'cs'],
      ['transcription', 'cs'],
      ['draft', 'cs'],
    ]);
    expect(((await attune.request('GET', '/api/consent/wordings?language=fr')).body as unknown as ConsentWording[])[0]).toMatchObject({
      language: 'en',
      version: '2026-12',
    });
    const { version, language, hash } = wordings[0]!;
    for (const wrong of [
      { wording: 'made-up', language },
      { wording: version, language: 'fr' },
      { wording: version, language, hash: '0'.repeat(64) },
      {},
    ]) {
      expect(await patient.send('setConsent', { decision: 'granted', ...wrong })).toMatchObject({
        ok: false,
        error: { code: 'wording-unknown' },
      });
    }
    expect(shown(patient)?.consent).toBeNull();
    expect(data(await patient.ask('setConsent', { decision: 'granted', wording: version, language, hash }))).toMatchObject({
      inForce: true,
    });
    // Nobody is kept from stopping by a form.
    expect(data(await patient.ask('setConsent', { decision: 'withdrawn', wording: 'made-up', language: 'xx' }))).toMatchObject({
      decision: 'withdrawn',
    });
    expect((await table().ofCalls(call.id)).map(({ hash: kept }) => kept)).toEqual([hash, null]);
  });

  it('keep the scopes apart', async () => {
    expect(data(await patient.ask('setConsent', { scope: 'transcription', decision: 'granted', ...CONSENT }))).toMatchObject({
      scope: 'transcription',
      number: 1,
      inForce: true,
    });
    expect(shown(patient)?.consent).toBeNull();
    infer();
    await pause(50);
    expect(estimates()).toBe(0);
  });
});

describe('erasing', () => {
  const samples = () => attune.app.get(TimelineRepository, { strict: false });

  it('leaves nothing, whatever is being written meanwhile', async () => {
    await decide('granted');
    const addChunks = samples().addChunks.bind(samples());
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(samples(), 'addChunks').mockImplementation(async (...args) => {
      await pause(300);
      if (Math.random() < 0.4) throw new Error('The disk is full.');
      return addChunks(...args);
    });
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 20; n++) {
        infer();
        await pause(25);
      }
      await decide('withdrawn');
      const erasing = patient.ask('eraseSamples', {});
      infer();
      expect(await stored()).toBe(0);
      expect(data(await erasing)).toMatchObject({ done: true });
      await pause(1_200);
      expect(await stored()).toBe(0);
      await decide('granted');
    }
  }, 90_000);

  it('hides at once and is owed until it is done', async () => {
    await decide('granted');
    infer();
    await eventually(async () => (await stored()) === 1, 'the stored estimate');
    await decide('withdrawn');
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(samples(), 'eraseSamples').mockRejectedValue(new Error('The disk is full.'));
    expect(await patient.ask('eraseSamples', {})).toMatchObject({ ok: true, data: { done: false } });
    expect(await stored()).toBe(0);
    await eventually(() => doctor.last('samplesErased')?.participantId === participantId, 'the clinician to be told');
    vi.restoreAllMocks();
    await eventually(async () => (await samples().chunksUntil(call.id, participantId, Infinity, 1)).length === 0, 'the deletion', 40_000);
    expect(await table().erasuresOf(call.id)).toMatchObject([{ participantId, source: 'call' }]);
  }, 60_000);
});

describe('a receipt', () => {
  const receipt = async (method: string, what = '') =>
    (await attune.request(method, `/api/receipts/${token()}${what}`)).body as unknown as ReceiptView;
  const token = () => String(patient.last('welcome')?.receiptPath).replace('/receipt/', '');

  it('shows what was agreed, and takes it back after the call without an account', async () => {
    await decide('granted');
    infer();
    await eventually(async () => (await stored()) === 1, 'the stored estimate');
    await doctor.ask('endCall', {});
    await eventually(() => patient.all('ended').length === 1, 'the end');
    expect(await receipt('GET')).toMatchObject({
      clinicianName: 'Dr Ada',
      callStatus: 'ended',
      samples: expect.any(Number) as number,
      decisions: [{ decision: 'granted', wording: { version: '2026-12' } }],
      wordings: [{ scope: 'expression', agree: 'Yes, I agree' }],
    });
    expect((await receipt('GET')).samples).toBeGreaterThan(0);
    const note = (await clinician.request('GET', `/api/calls/${call.id}/note`)).body as unknown as NoteView;
    expect(note.erasedSinceSigned).toBe(false);
    await clinician.request('POST', `/api/calls/${call.id}/note/attach`);
    const signed = (await clinician.request('POST', `/api/calls/${call.id}/note/sign`)).body as unknown as NoteView;
    expect((await receipt('POST', '/withdraw')).decisions.map(({ decision, source }) => [decision, source])).toEqual([
      ['granted', 'call'],
      ['withdrawn', 'receipt'],
    ]);
    expect(await receipt('POST', '/erase')).toMatchObject({ samples: 0, erasures: [{ done: true }], noteSigned: true });
    expect((await clinician.request('GET', `/api/calls/${call.id}/note`)).body).toMatchObject({
      markdown: signed.markdown,
      erasedSinceSigned: true,
    });
    expect(await stored()).toBe(0);
    const { participants } = (await clinician.request('GET', `/api/calls/${call.id}`)).body as unknown as CallView;
    expect(participants.find(({ id }) => id === participantId)?.consent).toBe('withdrawn');
    expect(
      ((await clinician.request('GET', '/api/calls')).body as unknown as CallView[])
        .find(({ id }) => id === call.id)
        ?.participants.find(({ id }) => id === participantId)?.consent,
    ).toBe('withdrawn');
  });

  it('writes the summary in an unsigned note anew', async () => {
    await decide('granted');
    const zero = performance.now() - (doctor.last('callState')?.nowMs ?? 0);
    for (let n = 0; n < 15; n++) {
      await pause(200);
      inferAs(attune, call.id, participantId, estimateAt(attune, performance.now() - zero));
    }
    await eventually(async () => (await stored()) === 15, 'the stored estimates');
    await doctor.ask('endCall', {});
    const before = (await clinician.request('POST', `/api/calls/${call.id}/note/attach`)).body as unknown as NoteView;
    expect(before.markdown).toContain('happiness');
    await receipt('POST', '/erase');
    const after = (await clinician.request('GET', `/api/calls/${call.id}/note`)).body as unknown as NoteView;
    expect(after.markdown).not.toContain('happiness');
    // Also where an editor still held the old text.
    const saved = (await clinician.request('PUT', `/api/calls/${call.id}/note`, { markdown: before.markdown, version: after.version }))
      .body as unknown as NoteView;
    expect(saved.markdown).not.toContain('happiness');
  });

  it('stops a call that goes on', async () => {
    await decide('granted');
    infer();
    await eventually(() => estimates() === 1, 'an estimate');
    await receipt('POST', '/withdraw');
    infer();
    await eventually(() => shown(patient)?.consent === 'withdrawn', 'the patient to see it');
    expect(estimates()).toBe(1);
  });

  it('is for whoever has the link, which the clinician of the call can copy', async () => {
    await decide('refused');
    const links = await clinician.request('GET', `/api/calls/${call.id}/receipts`);
    expect(links.body).toEqual([{ participantId, name: 'Jan', path: `/receipt/${token()}` }]);
    expect(doctor.last('welcome')?.receiptPath).toBeNull();
    for (const wrong of ['x', `${token().slice(0, -2)}xx`, `${token()}A`]) {
      for (const [method, what] of [
        ['GET', ''],
        ['POST', '/withdraw'],
        ['POST', '/erase'],
      ] as const) {
        expect(await attune.request(method, `/api/receipts/${wrong}${what}`)).toMatchObject({
          status: 404,
          body: { code: 'receipt-unknown' },
        });
      }
    }
  });
});

describe('a server that starts again', () => {
  it('knows a withdrawal that only the journal had', async () => {
    await decide('granted');
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(table(), 'add').mockRejectedValue(new Error('The disk is full.'));
    expect(data(await decide('withdrawn'))).toMatchObject({ stored: 'journal' });
    attune = await attune.restart();
    vi.restoreAllMocks();
    await eventually(() => patient.all('welcome').length === 2 && doctor.all('welcome').length === 2, 'both to come back', 60_000);
    expect(data(await patient.ask('confirmConsent', { known: { decision: 'granted', number: 1, at: null } }))).toMatchObject({
      decision: 'withdrawn',
      number: 2,
      inForce: false,
      stored: 'database',
    });
    infer();
    await pause(100);
    expect(estimates()).toBe(0);
    expect((await attune.app.get(ConsentsRepository, { strict: false }).ofCalls(call.id)).map(({ decision }) => decision)).toEqual([
      'granted',
      'withdrawn',
    ]);
  }, 120_000);
});
