import { afterAll, beforeAll, expect, it } from 'vitest';
import { Attune, type Clinician } from './support/attune.ts';

let attune: Attune;
let doctor: Clinician;
beforeAll(async () => {
  attune = await Attune.start();
  doctor = await attune.clinician();
});
afterAll(() => attune.stop());

const newCall = async () =>
  (await doctor.request('POST', '/api/calls', { title: 'First visit', patientName: 'Pat' })).body as { id: string; invitationPath: string };

it('gets another title, and the audit log says who gave it', async () => {
  const { id } = await newCall();
  expect(await doctor.request('PATCH', `/api/calls/${id}`, { title: ' Second visit ' })).toMatchObject({
    status: 200,
    body: { id, title: 'Second visit', status: 'open' },
  });
  expect((await doctor.request('GET', `/api/calls/${id}`)).body).toMatchObject({ title: 'Second visit' });
  expect(await doctor.request('PATCH', `/api/calls/${id}`, { title: '' })).toMatchObject({ status: 400 });
  const { body } = await doctor.request('GET', `/api/audit?action=call-renamed`);
  expect(body).toMatchObject({ entries: [{ action: 'call-renamed', call: { id } }] });
});

it('is called off before anybody came: its link is dead, and it never began', async () => {
  const { id, invitationPath } = await newCall();
  expect(await doctor.request('POST', `/api/calls/${id}/end`, {})).toMatchObject({
    body: { status: 'ended', startedAt: null, invitationPath: null },
  });
  expect(await attune.request('GET', `/api${invitationPath}`)).toMatchObject({ status: 410 });
});
