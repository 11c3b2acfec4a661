import { observer, type types as mediasoup } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import type { Caption, TranscriptView } from '#contracts/transcript';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { SpeechService } from '../../apps/server/src/speech/speech.service.ts';
import { isInstalled, spoken } from '../media/spoken.ts';
import { Attune, type CallClient, type Clinician, eventually, pause } from './support/attune.ts';
import { PlainMicrophone } from './support/plain-microphone.ts';

const has = isInstalled('pocketsphinx_continuous', 'flite');
if (!has) console.warn('SKIPPED: speech.spec.ts needs PocketSphinx and flite: apt-get install pocketsphinx pocketsphinx-en-us flite');

const TABLETS = 'i take two tablets every morning and one at night';
const WALK = 'the pain started three days ago after i went for a walk';
const granted = { scope: 'transcription', decision: 'granted', wording: '2026-12', language: 'en' } as const;

describe.skipIf(!has)('speech of a live call, by PocketSphinx', () => {
  let attune: Attune;
  let clinician: Clinician;
  let call: CallView;
  let doctor: CallClient;
  let patient: CallClient;
  let patientId: string;
  let doctorId: string;
  let microphones: { doctor: PlainMicrophone; patient: PlainMicrophone };
  let said: { tablets: Float32Array; walk: Float32Array };
  /** What receives on the SFU: nobody but the speech program does here. */
  const consumers = new Set<mediasoup.Consumer>();
  const captions = (of: CallClient): Caption[] => of.all('caption');
  const transcript = async () =>
    ((await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body as unknown as TranscriptView).utterances;

  beforeAll(async () => {
    observer.on('newworker', (worker) =>
      worker.observer.on('newrouter', (router) =>
        router.observer.on('newtransport', (transport) =>
          transport.observer.on('newconsumer', (consumer) => {
            consumers.add(consumer);
            consumer.observer.once('close', () => consumers.delete(consumer));
          }),
        ),
      ),
    );
    attune = await Attune.start(
      {},
      {
        PATH: process.env['PATH'],
        ATTUNE_SPEECH: 'pocketsphinx',
        ATTUNE_BROWSER_CAPTIONS: '',
        // No faces are looked at here.
        ATTUNE_LOCAL_ANALYZER: 'off',
        ATTUNE_ANALYZER_TOKEN: 'x'.repeat(32),
      },
    );
    clinician = await attune.clinician();
    call = await clinician.createCall('Check-up', 'Jan');
    const { participantId, participantKey } = await attune.join(call, 'Jan');
    patientId = participantId;
    doctor = await clinician.connect(call.id).ready();
    patient = await attune.connect({ callId: call.id, participantKey }).ready();
    doctorId = String(doctor.last('welcome')?.participantId);
    await doctor.ask('ready', {});
    await patient.ask('ready', {});
    await doctor.ask('admit', { participantId });
    await eventually(() => patient.presenceOf(patientId) === 'connected', 'the patient in the call');
    const media = attune.app.get(MediaService, { strict: false });
    microphones = {
      doctor: await PlainMicrophone.open(media, call.id, doctorId, 4_001),
      patient: await PlainMicrophone.open(media, call.id, patientId, 4_002),
    };
    said = { tablets: await spoken(TABLETS), walk: await spoken(WALK, 'rms') };
  }, 60_000);

  afterAll(async () => {
    for (const one of [microphones?.doctor, microphones?.patient, doctor, patient]) one?.close();
    await attune?.stop();
  });

  it('taps nothing and writes nothing without consent', async () => {
    await microphones.patient.say(said.tablets);
    await pause(1_500);
    expect(consumers.size).toBe(0);
    expect(captions(doctor)).toEqual([]);
    expect(attune.app.get(SpeechService, { strict: false }).pid()).toBeNull();
    expect(doctor.last('callState')?.captions).toEqual({ recogniser: 'pocketsphinx', state: 'running', browser: false });
  });

  it('takes no caption of a browser unless that is turned on, and no other decision of a clinician', async () => {
    const caption = { segmentId: '1', text: 'hello', startMs: 0, endMs: 1, final: true };
    expect(await patient.ask('caption', caption)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await doctor.ask('setConsent', { ...granted, scope: 'expression' })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('writes down what each of two people says, shows it to both and stores it', async () => {
    expect(await patient.ask('setConsent', granted)).toMatchObject({ data: { inForce: true } });
    expect(await doctor.ask('setConsent', granted)).toMatchObject({ data: { inForce: true } });
    await eventually(() => consumers.size === 2 && [...consumers].every(({ paused }) => !paused), 'two taps', 30_000);
    await Promise.all([microphones.patient.say(said.tablets), microphones.doctor.say(said.walk)]);
    await eventually(() => captions(patient).length >= 2, 'captions', 45_000);
    const by = (id: string) => captions(patient).find(({ participantId }) => participantId === id);
    expect(by(patientId)).toMatchObject({ final: true, speaker: 'Jan' });
    expect(by(patientId)?.text).toMatch(/every morning/);
    expect(by(doctorId)?.text).toMatch(/three days ago/);
    expect(captions(doctor)).toEqual(captions(patient));
    const stored = await transcript();
    expect(stored.map(({ source, participantId }) => ({ source, participantId }))).toEqual(
      expect.arrayContaining([patientId, doctorId].map((participantId) => ({ source: 'speech', participantId }))),
    );
    const [first] = stored;
    const lengthMs = (said.tablets.length / 16_000) * 1_000;
    expect(first!.endMs - first!.startMs).toBeGreaterThan(lengthMs * 0.6);
    expect(first!.endMs - first!.startMs).toBeLessThan(lengthMs + 1_000);
    // It was heard on the call's clock: only what was imported moves.
    await clinician.request('PATCH', `/api/calls/${call.id}/transcript`, { offsetMs: 5_000 });
    expect((await transcript())[0]?.startMs).toBe(first!.startMs);
    expect(first!.words?.every(({ startMs, endMs }) => startMs >= first!.startMs - 300 && endMs <= first!.endMs + 700)).toBe(true);
  });

  it('closes the tap and drops the sentence under way when consent is withdrawn', async () => {
    const before = captions(doctor).length;
    const saying = microphones.patient.say(said.tablets);
    await pause(1_500);
    const answer = patient.ask('setConsent', { scope: 'transcription', decision: 'withdrawn' });
    const withdrawnAt = performance.now();
    await eventually(() => consumers.size === 1, 'the tap to close');
    expect(performance.now() - withdrawnAt).toBeLessThan(1_000);
    expect(await answer).toMatchObject({ data: { decision: 'withdrawn', inForce: false } });
    await saying;
    await pause(2_500);
    expect(captions(doctor)).toHaveLength(before);
    expect((await transcript()).filter(({ participantId }) => participantId === patientId)).toHaveLength(1);
  });

  it('deletes what was written down of someone who asks for it, from screens too', async () => {
    expect(await patient.ask('eraseWords', {})).toMatchObject({ data: { erased: 1 } });
    await eventually(() => doctor.last('wordsErased')?.participantId === patientId, 'the clinician to be told');
    expect((await transcript()).map(({ participantId }) => participantId)).toEqual([doctorId]);
  });

  it('writes nothing of silence, and goes on after the program was killed', async () => {
    const before = captions(doctor).length;
    await pause(1_500);
    expect(captions(doctor)).toHaveLength(before);
    process.kill(attune.app.get(SpeechService, { strict: false }).pid()!, 'SIGKILL');
    await eventually(() => consumers.size === 0, 'the taps to go');
    await eventually(() => consumers.size === 1 && [...consumers].every(({ paused }) => !paused), 'the tap to come back', 20_000);
    await microphones.doctor.say(said.walk);
    await eventually(() => captions(doctor).length > before, 'a caption', 45_000);
    expect(captions(doctor).at(-1)?.text).toMatch(/three days ago/);
  });
});
