import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraftView } from '#contracts/draft';
import { EMOTION_LOOKS } from '#contracts/emotion-looks';
import type { CallView } from '#contracts/rest';
import { DraftWorker } from '../../apps/server/src/drafts/draft-worker.ts';
import { ChatEndpoint, type ChatRequest, type Reply } from '../../apps/server/src/drafts/testing/chat-endpoint.ts';
import { Attune, type Clinician, eventually } from './support/attune.ts';

let chat: ChatEndpoint;
let attune: Attune;
let clinician: Clinician;
/** What the endpoint answers next. */
let answer: (request: ChatRequest) => Reply;

const environment = () => ({ ATTUNE_DRAFT_URL: chat.url, ATTUNE_DRAFT_MODEL: 'made-up', ATTUNE_DRAFT_SECONDS: '20' });
beforeAll(async () => {
  chat = await ChatEndpoint.start((request) => answer(request));
  attune = await Attune.start({}, environment());
  clinician = await attune.clinician();
});
afterAll(async () => {
  await attune.stop();
  await chat.close();
});

const CONSENT = { scope: 'draft', wording: '2026-12', language: 'en' } as const;
const VTT = `WEBVTT

00:01.000 --> 00:03.000
<v Dr Ada>How do you sleep?

00:04.000 --> 00:07.000
<v Jan>I sleep four hours a night.

00:08.000 --> 00:10.000
<v Jan>I have no chest pain.

00:11.000 --> 00:14.000
<v Jan>I take 50 mg of sertraline.
`;
const SLEEPS = {
  section: 'subjective',
  statement: 'Patient sleeps four hours a night.',
  utteranceIds: ['u2'],
  quote: 'I sleep four hours a night',
};
const FLIPPED = { section: 'subjective', statement: 'Patient has chest pain.', utteranceIds: ['u3'], quote: 'I have no chest pain' };

interface Ended {
  call: CallView;
  receiptPath: string;
}
/** A call that is over, in which the patient was asked about a draft. */
async function endedCall({
  decision = 'granted',
  content = VTT,
}: {
  decision?: 'granted' | 'refused' | null;
  content?: string | null;
} = {}): Promise<Ended> {
  const call = await clinician.createCall('Check-up', 'Jan');
  const { participantId, participantKey } = await attune.join(call, 'Jan');
  const doctor = await clinician.connect(call.id).ready();
  const patient = await attune.connect({ callId: call.id, participantKey }).ready();
  if (decision !== null) expect(await patient.ask('setConsent', { ...CONSENT, decision })).toMatchObject({ ok: true });
  await patient.ask('ready', {});
  expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: true });
  await doctor.ask('endCall', {});
  for (const client of [doctor, patient]) client.close();
  if (content !== null)
    expect((await clinician.request('POST', `/api/calls/${call.id}/transcript/import`, { fileName: 'a.vtt', content })).status).toBe(200);
  const links = (await clinician.request('GET', `/api/calls/${call.id}/receipts`)).body as unknown as { path: string }[];
  return { call, receiptPath: links[0]?.path ?? '' };
}
const draftOf = async ({ id }: CallView) => (await clinician.request('GET', `/api/calls/${id}/draft`)).body as unknown as DraftView;
const ask = (call: CallView, template: unknown = 'soap') => clinician.request('POST', `/api/calls/${call.id}/draft`, { template });
async function settled(call: CallView): Promise<DraftView> {
  await eventually(async () => !['waiting', 'working'].includes((await draftOf(call)).state), 'an end of the draft', 15_000);
  return draftOf(call);
}
const noteOf = async ({ id }: CallView) =>
  (await clinician.request('GET', `/api/calls/${id}/note`)).body as unknown as { markdown: string; version: number };
const decide = (call: CallView, body: object) => clinician.request('PATCH', `/api/calls/${call.id}/draft`, body);

describe('a draft', () => {
  it('is checked, put into the note sentence by sentence, and marked there until it is signed', async () => {
    const { call } = await endedCall();
    answer = () => ({ claims: [SLEEPS, FLIPPED] });
    expect(await ask(call)).toMatchObject({ status: 202, body: { consent: true, isOn: true } });
    const draft = await settled(call);
    expect(draft).toMatchObject({
      state: 'done',
      endpoint: { host: new URL(chat.url).host, model: 'made-up' },
      statements: [{ section: 'Subjective', statement: SLEEPS.statement, startMs: 4_000, decision: 'open' }],
      dropped: [{ statement: FLIPPED.statement, reason: 'negation-differs' }],
    });
    expect(draft.omissions.map(({ text, facts }) => [text, facts.map(({ kind }) => kind)])).toEqual([
      ['I have no chest pain.', ['negated-symptom', 'negated-symptom']],
      ['I take 50 mg of sertraline.', ['medication', 'number']],
    ]);
    const statementId = draft.statements[0]!.id;
    expect((await decide(call, { statementId, decision: 'accepted', text: 'Sleeps four hours.' })).body).toMatchObject({
      statements: [{ decision: 'accepted', edited: 'Sleeps four hours.' }],
    });
    const { markdown, version } = await noteOf(call);
    expect(markdown).toMatch(/## Subjective\n\n- .*Sleeps four hours\..*drafted by a program, not yet signed/);
    // Typing the mark away does not take it away.
    const typed = markdown.replace(/ _\(drafted.*?\)_/, '');
    await clinician.request('PUT', `/api/calls/${call.id}/note`, { markdown: typed, version });
    expect((await noteOf(call)).markdown).toContain('drafted by a program');
    await decide(call, { statementId, decision: 'rejected' });
    expect((await noteOf(call)).markdown).not.toContain('four hours');
    await decide(call, { statementId, decision: 'accepted' });
    await clinician.request('POST', `/api/calls/${call.id}/note/sign`);
    const signed = (await noteOf(call)).markdown;
    expect([signed.includes(SLEEPS.statement), signed.includes('drafted by a program')]).toEqual([true, false]);
    expect(await decide(call, { statementId, decision: 'rejected' })).toMatchObject({ status: 409, body: { code: 'note-signed' } });
    expect(await ask(call)).toMatchObject({ status: 409, body: { code: 'note-signed' } });
  });

  it('takes from the call what was said and nothing else: no name, no title, no label', async () => {
    const { call } = await endedCall();
    answer = () => ({ claims: [] });
    const before = chat.requests.length;
    await ask(call);
    await settled(call);
    const sent = chat.requests.slice(before);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.lines).toEqual([
      { id: 'u1', speaker: 'clinician', text: 'How do you sleep?' },
      { id: 'u2', speaker: 'patient', text: 'I sleep four hours a night.' },
      { id: 'u3', speaker: 'patient', text: 'I have no chest pain.' },
      { id: 'u4', speaker: 'patient', text: 'I take 50 mg of sertraline.' },
    ]);
    for (const word of ['Jan', 'Ada', 'Check-up', call.id, ...Object.keys(EMOTION_LOOKS)])
      expect(sent[0]?.bytes.toLowerCase()).not.toContain(word.toLowerCase());
  });

  it('is not made where nothing was said', async () => {
    const { call } = await endedCall({ content: null });
    const before = chat.requests.length;
    await ask(call);
    expect(await settled(call)).toMatchObject({ state: 'failed', problem: 'nothing-said', statements: [] });
    expect(chat.requests).toHaveLength(before);
  });

  it('ends with what the endpoint did not do', async () => {
    const { call } = await endedCall();
    answer = () => ({ status: 401 });
    await ask(call);
    expect(await settled(call)).toMatchObject({ state: 'failed', problem: 'endpoint-refused' });
    answer = () => ({ claims: [SLEEPS] });
    await ask(call, ['My heading']);
    expect(await settled(call)).toMatchObject({ state: 'done', sections: ['My heading'], dropped: [{ reason: 'section-unknown' }] });
  });

  it('is cancelled, and another one is made', async () => {
    const { call } = await endedCall();
    answer = () => 'silence';
    await ask(call);
    await eventually(async () => (await draftOf(call)).state === 'working', 'work on the draft');
    expect(await ask(call)).toMatchObject({ status: 409, body: { code: 'draft-busy' } });
    expect((await clinician.request('DELETE', `/api/calls/${call.id}/draft`)).body).toMatchObject({ state: 'none' });
    answer = () => ({ claims: [SLEEPS] });
    await ask(call);
    expect(await settled(call)).toMatchObject({ state: 'done', statements: [{}] });
  });
});

describe('without consent', () => {
  it.each([['refused'], [null]] as const)('%s: nothing leaves', async (decision) => {
    const { call } = await endedCall({ decision });
    const before = chat.requests.length;
    expect(await ask(call)).toMatchObject({ status: 409, body: { code: 'draft-not-consented' } });
    expect([await draftOf(call), chat.requests.length]).toMatchObject([{ consent: false, state: 'none' }, before]);
  });

  it('taken back while it is made: the work stops, and nothing of it is kept', async () => {
    const { call, receiptPath } = await endedCall();
    answer = () => ({ claims: [SLEEPS], afterMs: 1_500 });
    await ask(call);
    await eventually(async () => (await draftOf(call)).state === 'working', 'work on the draft');
    await attune.request('POST', `/api/receipts/${receiptPath.split('/').at(-1)}/withdraw`, {});
    expect(await draftOf(call)).toMatchObject({ consent: false, state: 'none' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await draftOf(call)).toMatchObject({ consent: false, state: 'none', statements: [] });
  });

  it('taken back later: the draft is deleted', async () => {
    const { call, receiptPath } = await endedCall();
    answer = () => ({ claims: [SLEEPS] });
    await ask(call);
    const { statements } = await settled(call);
    await attune.request('POST', `/api/receipts/${receiptPath.split('/').at(-1)}/withdraw`, {});
    expect(await draftOf(call)).toMatchObject({ consent: false, state: 'none', statements: [] });
    expect(await decide(call, { statementId: statements[0]?.id, decision: 'accepted' })).toMatchObject({ status: 404 });
  });
});

it('asks patients about drafts only where they can be made', async () => {
  const call = await clinician.createCall('Check-up', 'Jan');
  const token = call.invitationPath?.split('/').at(-1);
  expect((await attune.request('GET', `/api/join/${token}`)).body).toMatchObject({ drafts: true });
});

it('goes on after a restart, and ends where the endpoint is taken away', async () => {
  const [first, second] = [await endedCall(), await endedCall()];
  answer = () => 'silence';
  await ask(first.call);
  await eventually(async () => (await draftOf(first.call)).state === 'working', 'work on the draft');
  await ask(second.call);
  answer = ({ lines }) => (lines.length === 0 ? 'silence' : { claims: [SLEEPS] });
  attune = await attune.restart();
  clinician = clinician.at(attune);
  expect(await settled(first.call)).toMatchObject({ state: 'done', statements: [{}] });
  expect(await settled(second.call)).toMatchObject({ state: 'done' });
  answer = () => 'silence';
  await ask(first.call);
  // As where the setting is gone after a restart.
  const worker = attune.app.get(DraftWorker, { strict: false });
  Object.assign(attune.config, { drafts: undefined });
  worker.onApplicationBootstrap();
  expect(await settled(first.call)).toMatchObject({ isOn: false, state: 'failed', problem: 'off' });
  expect(await ask(first.call)).toMatchObject({ status: 409, body: { code: 'draft-off' } });
});
