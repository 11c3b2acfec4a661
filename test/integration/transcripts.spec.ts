import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import type { TranscriptView } from '#contracts/transcript';
import { type Answer, Attune, type Clinician, pause } from './support/attune.ts';

let attune: Attune;
let clinician: Clinician;
let call: CallView;
const path = () => `/api/calls/${call.id}`;

beforeAll(async () => {
  attune = await Attune.start({ apiKey: 'k'.repeat(32) });
  clinician = await attune.clinician();
});
afterAll(() => attune.stop());
beforeEach(async () => {
  call = await clinician.createCall('Check-up', 'Jan Novák');
  await clinician.request('POST', `${path()}/platform`);
});

const time = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(11, 23);
const vtt = (...cues: [second: number, text: string][]) =>
  `WEBVTT\n\n${cues.map(([second, text]) => `${time(second)} --> ${time(second + 1)}\n${text}`).join('\n\n')}\n`;
const importFile = (content: string, about: object = {}) =>
  clinician.request('POST', `${path()}/transcript/import`, { fileName: 'a.vtt', content, ...about });
const push = (...segments: object[]) =>
  attune.request('POST', `${path()}/transcript/segments`, { segments }, { authorization: `Bearer ${'k'.repeat(32)}` });
const segment = (text: string, about: object = {}) => ({ speaker: 'Jan Novák', startMs: 1_000, endMs: 2_000, text, ...about });
const view = async () => (await clinician.request('GET', `${path()}/transcript`)).body as unknown as TranscriptView;
const said = async () => (await view()).utterances.map(({ startMs, speaker, text }) => [startMs, speaker, text]);

describe('an import', () => {
  it('replaces the one before, and all of it', async () => {
    const first = Array.from({ length: 450 }, (_, i): [number, string] => [i, `One ${i}.`]);
    expect((await importFile(vtt(...first))).body).toMatchObject({ utterances: expect.objectContaining({ length: 450 }) as unknown });
    const second = (await importFile(vtt([1, '<v Novák Jan>Two.'], [2, 'Three.']))).body as unknown as TranscriptView;
    expect(second.utterances.map(({ text, participantId }) => [text, participantId])).toEqual([
      ['Two.', call.participants[0]!.id],
      ['Three.', null],
    ]);
    expect(await said()).toHaveLength(2);
  });

  it('that cannot be read changes nothing and says what to do', async () => {
    await importFile(vtt([1, 'Kept.']));
    expect(await importFile('{"segments": [{"start": "soon", "text": "x"}]}')).toMatchObject({
      status: 400,
      body: { code: 'transcript-unreadable', message: expect.stringContaining('segments.0.start') as string },
    });
    expect(await importFile('x'.repeat(24_000_000))).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', message: expect.stringMatching(/20 MB.*split/) as string },
    });
    expect(await attune.raw('POST', `${path()}/transcript/import`, '{"fileName": ', { cookie: clinician.cookie })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect(await attune.raw('POST', `${path()}/transcript/import`, '['.repeat(100_000), { cookie: clinician.cookie })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect(
      await attune.raw('POST', `${path()}/transcript/import`, ' '.repeat(65 * 1024 * 1024), { cookie: clinician.cookie }),
    ).toMatchObject({ status: 413, body: { code: 'too-large', message: expect.stringContaining('20 MB') as string } });
    expect(await said()).toEqual([[1_000, '', 'Kept.']]);
  });

  it('is shown before it is made, with what cannot be read and whom its names mean', async () => {
    const content = vtt([1, '<v Novák Jan>One.'], [2, '<v Speaker 2>Two.']).concat('\n00:00:09.000 --> 00:00:99.000\nThree.\n');
    const patient = call.participants[0]!;
    expect((await clinician.request('POST', `${path()}/transcript/preview`, { fileName: 'a.vtt', content })).body).toMatchObject({
      source: 'webvtt',
      count: 2,
      speakers: [
        { name: 'Novák Jan', count: 1, participantId: patient.id },
        { name: 'Speaker 2', count: 1, participantId: null },
      ],
      skipped: { count: 1, first: [{ line: 9, why: 'times' }] },
    });
    expect(await said()).toEqual([]);

    const swapped = {
      speakers: [
        { name: 'Novák Jan', participantId: null },
        { name: 'Speaker 2', participantId: patient.id },
      ],
    };
    const imported = (await importFile(content, swapped)).body as unknown as TranscriptView;
    expect(imported.utterances.map(({ participantId }) => participantId)).toEqual([null, patient.id]);
    expect(imported.skipped.count).toBe(1);
    expect((await view()).skipped).toEqual({ count: 0, first: [] });
    const stranger = [{ name: 'Speaker 2', participantId: '00000000-0000-4000-8000-000000000000' }];
    expect(await importFile(content, { speakers: stranger })).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('with characters that no text may have keeps the rest', async () => {
    expect(
      (
        await importFile(
          JSON.stringify({
            segments: [
              { start: 0, end: 1, text: 'a\u0000\ud800b' },
              { start: 1, end: 2, text: 'c' },
            ],
          }),
        )
      ).status,
    ).toBe(200);
    expect((await said()).map(([, , text]) => text)).toEqual(['a\uFFFDb', 'c']);
  });

  it('drops what was heard live, or leaves it where it is', async () => {
    await push(segment('Live.'));
    await importFile(vtt([5, 'Imported.']), { offsetMs: 60_000, replaceCaptions: false });
    expect(await said()).toEqual([
      [1_000, 'Jan Novák', 'Live.'],
      [65_000, '', 'Imported.'],
    ]);
    expect((await clinician.request('PATCH', `${path()}/transcript`, { offsetMs: 1_000 })).body).toMatchObject({
      offsetMs: 1_000,
      utterances: [{ startMs: 1_000 }, { startMs: 6_000 }],
    });
    await importFile(vtt([5, 'Again.']));
    expect(await said()).toEqual([[5_000, '', 'Again.']]);
  });

  it('leaves out what began before the call, and counts it', async () => {
    const before = (await importFile(vtt([480, 'Before.'], [540, 'Before, too.'], [601, 'In it.']), { offsetMs: -600_000 })).body;
    expect(before).toMatchObject({ outside: 2, utterances: [{ text: 'In it.', startMs: 1_000 }] });
    expect((await clinician.request('GET', `${path()}/transcript?utterances=none`)).body).toEqual({ ...before, utterances: [] });
    expect((await clinician.request('PATCH', `${path()}/transcript`, { offsetMs: 0 })).body).toMatchObject({
      outside: 0,
      utterances: [{}, {}, {}],
    });
  });

  it('takes what lies after the end, and counts it', async () => {
    const joined = await attune.join(call);
    const [doctor, patient] = [
      await clinician.connect(call.id).ready(),
      await attune.connect({ callId: call.id, participantKey: joined.participantKey }).ready(),
    ];
    await patient.ask('ready', {});
    expect(await doctor.ask('admit', { participantId: joined.participantId })).toMatchObject({ ok: true });
    await doctor.ask('endCall', {});
    for (const client of [doctor, patient]) client.close();
    expect((await importFile(vtt([0, 'In it.'], [3_600, 'Another call?']))).body).toMatchObject({
      outside: 1,
      utterances: [{ text: 'In it.' }, { text: 'Another call?' }],
    });
  });
});

describe('pushed segments', () => {
  it('are stored once, however often they come', async () => {
    const batch = [
      segment('One.', { id: 'a' }),
      segment('Two.', { id: 'b', startMs: 2_000, endMs: 3_000 }),
      segment('No id.', { startMs: 4_000, endMs: 5_000 }),
    ];
    expect((await push(...batch)).body).toEqual({ stored: 3, known: 0, updated: 0, empty: 0 });
    const repeats = await Promise.all(Array.from({ length: 5 }, () => push(...batch)));
    for (const { body } of repeats) expect(body).toEqual({ stored: 0, known: 3, updated: 0, empty: 0 });
    expect(await said()).toHaveLength(3);
  });

  it('sent at once for the first time are stored once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => push(segment('One.', { id: 'a' }))));
    expect(answers.map(({ body }) => body['stored'] as number).reduce((sum, stored) => sum + stored, 0)).toBe(1);
    expect(await said()).toHaveLength(1);
  });

  it('of one id are one utterance with its last text, also when an earlier one comes late', async () => {
    const growing = ['my', 'my mom', 'my mom is here.'].map((text, i) => segment(text, { id: 'a', endMs: 2_000 + i }));
    expect((await push(growing[0]!)).body).toMatchObject({ stored: 1 });
    expect((await push(growing[1]!)).body).toEqual({ stored: 0, known: 1, updated: 1, empty: 0 });
    expect((await push(...growing)).body).toEqual({ stored: 0, known: 3, updated: 1, empty: 0 });
    expect((await push(growing[0]!)).body).toEqual({ stored: 0, known: 1, updated: 0, empty: 0 });
    expect(await view()).toMatchObject({ utterances: [{ text: 'my mom is here.', endMs: 2_002 }] });
    expect((await push(segment('my mum is here.', { id: 'a' }))).body).toMatchObject({ updated: 1 });
  });

  it('on another clock, or with an index that cannot be stored, are refused whole', async () => {
    expect(await push(segment('Now.', { startMs: Date.now(), endMs: Date.now() }))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^segments\.0\.startMs: .*since the start of the call/) as string },
    });
    for (const text of ['a\u0000b', 'a\ud800b'])
      expect(await push(segment('Fine.'), segment(text))).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/^segments\.1\.text: /) as string },
      });
    expect(await push(segment('Fine.'), segment('x', { speaker: 'a\u0000' }))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^segments\.1\.speaker: /) as string },
    });
    expect(await push(segment('Fine.', { id: 'a\u0000' }))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^segments\.0\.id: /) as string },
    });
    expect(await said()).toEqual([]);
  });

  it('that say nothing are left out', async () => {
    expect((await push(segment(''), segment('   '), segment('Hm.'))).body).toEqual({ stored: 1, known: 0, updated: 0, empty: 2 });
    expect(await said()).toHaveLength(1);
  });
});

describe('a signature', () => {
  const sign = () => clinician.request('POST', `${path()}/note/sign`);
  const note = async () => (await clinician.request('GET', `${path()}/note`)).body;
  const refused = { status: 409, body: { code: 'note-signed', message: expect.stringContaining('Reopen') as string } };

  beforeEach(async () => {
    await importFile(vtt([1, 'Imported.']));
    await push(segment('Live.', { id: 'a' }));
  });

  it('freezes what it stands on until the note is reopened', async () => {
    expect(await note()).toMatchObject({ basis: null });
    expect((await sign()).body).toMatchObject({ basis: 'unchanged', basisChanged: [] });
    expect(await note()).toMatchObject({ basis: 'unchanged' });
    expect(await importFile(vtt([1, 'Other.']))).toMatchObject(refused);
    expect(await push(segment('Late.', { id: 'b' }))).toMatchObject(refused);
    expect(await push(segment('Live, and longer.', { id: 'a' }))).toMatchObject(refused);
    expect((await push(segment('Live.', { id: 'a' }))).body).toMatchObject({ known: 1 });
    expect(await clinician.request('PATCH', `${path()}/transcript`, { offsetMs: 5 })).toMatchObject(refused);
    expect(await note()).toMatchObject({ basis: 'unchanged' });
    await clinician.request('POST', `${path()}/note/reopen`);
    expect((await push(segment('Late.', { id: 'b' }))).body).toMatchObject({ stored: 1 });
    expect((await sign()).body).toMatchObject({ basis: 'unchanged' });
  });

  it('given while imports come stands on the one that counts', async () => {
    const imports: Promise<Answer>[] = [];
    for (let i = 0; i < 6; i++) {
      imports.push(importFile(vtt(...Array.from({ length: 300 }, (_, at): [number, string] => [at, `Import ${i}, ${at}.`]))));
      await pause(30);
      if (i === 2) void sign();
    }
    const statuses = (await Promise.all(imports)).map(({ status }) => status);
    expect(new Set([200, 409, ...statuses])).toEqual(new Set([200, 409]));
    const signed = await sign();
    expect([200, 409]).toContain(signed.status);
    expect(await note()).toMatchObject({ basis: 'unchanged' });
    expect((await said()).filter(([, , text]) => String(text).startsWith('Import')).length % 300).toBe(0);
  });
});
