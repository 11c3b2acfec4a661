import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditPage } from '#contracts/audit';
import type { RetentionView } from '#contracts/retention';
import { RetentionService } from '../../apps/server/src/retention/retention.service.ts';
import { Attune, type Clinician } from './support/attune.ts';

const DAY_MS = 86_400_000;
let attune: Attune;
let clinician: Clinician;
beforeAll(async () => {
  attune = await Attune.start({}, { ATTUNE_CALL_DAYS: '20', ATTUNE_RECORDING_DAYS: '90' });
  clinician = await attune.clinician();
});
afterAll(() => attune.stop());

const status = async (id: string) => (await clinician.request('GET', `/api/calls/${id}`)).status;
const view = async () => (await clinician.request('GET', '/api/retention')).body as unknown as RetentionView;

it('says beforehand what goes, and deletes it when its time has come', async () => {
  const retention = attune.app.get(RetentionService, { strict: false });
  const [ended, open] = [await clinician.createCall('Ended', 'Jan'), await clinician.createCall('Never held', 'Eva')];
  await clinician.request('POST', `/api/calls/${ended.id}/end`);
  const before = await view();
  expect(before).toMatchObject({ callDays: 20, recordingDays: 90, videoDays: null, days: 30 });
  expect(before.due.map(({ kind, title }) => [kind, title]).sort()).toEqual([
    ['call', 'Ended'],
    ['call', 'Never held'],
  ]);
  expect(Math.round((Date.parse(before.due[0]!.goesAt) - Date.now()) / DAY_MS)).toBe(20);

  await retention.keep(Date.now() + 19.9 * DAY_MS);
  expect([await status(ended.id), await status(open.id)]).toEqual([200, 200]);
  await retention.keep(Date.now() + 20.1 * DAY_MS);
  expect([await status(ended.id), await status(open.id)]).toEqual([404, 404]);
  expect((await view()).due).toEqual([]);
  const { entries } = (await clinician.request('GET', `/api/audit?call=${ended.id}`)).body as unknown as AuditPage;
  expect(entries[0]).toMatchObject({ action: 'call-deleted', actor: { kind: 'system' } });
});

it('keeps a call that goes on', async () => {
  const call = await clinician.createCall('Long', 'Jan');
  const { participantId, participantKey } = await attune.join(call);
  const [doctor, patient] = [clinician.connect(call.id), attune.connect({ callId: call.id, participantKey })];
  await Promise.all([doctor.ready(), patient.ready()]);
  await doctor.ask('ready', {});
  await patient.ask('ready', {});
  await doctor.ask('admit', { participantId });
  await attune.app.get(RetentionService, { strict: false }).keep(Date.now() + 100 * DAY_MS);
  expect(await status(call.id)).toBe(200);
});
