import { afterAll, beforeAll, expect, it } from 'vitest';
import { Attune, type Clinician, pause } from './support/attune.ts';

let attune: Attune;
let clinician: Clinician;

beforeAll(async () => {
  attune = await Attune.start();
  clinician = await attune.clinician();
});
afterAll(() => attune.stop());

const BAD = ['a\u0000b', '\ud800', 'a\u202eb', '\u2066a', 'a\u001b[31mb'];

it.each(BAD)('no route takes %j, and the answer names the field', async (bad) => {
  const call = await clinician.createCall();
  const routes: [method: string, path: string, body: unknown, field: string][] = [
    ['POST', '/api/calls', { title: bad }, 'title'],
    ['POST', '/api/calls', { title: 'x', patientName: bad }, 'patientName'],
    ['POST', `/api${String(call.invitationPath)}`, { name: bad }, 'name'],
    ['PUT', `/api/calls/${call.id}/note`, { markdown: bad, version: 1 }, 'markdown'],
    [
      'POST',
      `/api/calls/${call.id}/transcript/segments`,
      { segments: [{ speaker: bad, startMs: 0, endMs: 5, text: 'Hi' }] },
      'segments.0.speaker',
    ],
    [
      'POST',
      `/api/calls/${call.id}/transcript/segments`,
      { segments: [{ speaker: 'Jan', startMs: 0, endMs: 5, text: bad }] },
      'segments.0.text',
    ],
  ];
  for (const [method, path, body, field] of routes) {
    const answer = await clinician.request(method, path, body);
    expect([path, answer.status, answer.body.message]).toEqual([path, 400, expect.stringMatching(new RegExp(`^${field}: has `)) as string]);
  }
});

it('somebody who was never let in cannot make anyone see that storing fails', async () => {
  const call = await clinician.createCall('Watched');
  const other = await clinician.connect(call.id).ready();
  const joined = await attune.join(call);
  const stranger = await attune.connect({ callId: call.id, participantKey: joined.participantKey }).ready();
  for (const bad of BAD) {
    expect(await stranger.send('setConsent', { decision: 'refused', wording: bad, language: 'en' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect((await stranger.send('caption', { segmentId: '1', text: bad, startMs: 0, endMs: 1, final: true })).ok).toBe(false);
    expect((await attune.request('POST', `/api${String(call.invitationPath)}`, { name: 'Jan', participantKey: bad })).status).toBe(400);
  }
  await pause(100);
  expect(
    other
      .all('analysis')
      .map(({ detail }) => detail)
      .filter((detail) => detail?.includes('Storing')),
  ).toEqual([]);
  expect((await attune.request('GET', '/api/health')).body).toMatchObject({ status: 'ok', database: true });
  for (const client of [other, stranger]) client.close();
});
