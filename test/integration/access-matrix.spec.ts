import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import { type RequestName, requests, type Sender } from '#contracts/socket-events';
import { ruleOf } from '../../apps/server/src/access/access.decorator.ts';
import { listRoutes } from '../../apps/server/src/access/routes.ts';
import { AuthRepository } from '../../apps/server/src/auth/auth.repository.ts';
import { hashToken, newToken } from '../../apps/server/src/auth/tokens.ts';
import { Attune, type CallClient, type Clinician, eventually } from './support/attune.ts';
import { CALLERS, holesIn, type MatrixServer, PLATFORM_KEY, tryRoutes } from './support/access-matrix.ts';

let attune: Attune;
let clinician: Clinician;
let other: Clinician;

beforeAll(async () => {
  attune = await Attune.start({ apiKey: PLATFORM_KEY });
  clinician = await attune.clinician();
  other = await attune.stranger();
});
afterAll(() => attune.stop());

const matrixServer = (of: Attune): MatrixServer => ({
  routes: async () =>
    listRoutes(of.app).map((route) => {
      const { by, administrator = false, subject } = ruleOf(route.access);
      return { ...route, rule: { by, administrator, subject: subject?.name ?? null } };
    }),
  raw: (...request) => of.raw(...request),
  session: async (accountId, forMs) => {
    const token = newToken();
    await of.app
      .get(AuthRepository, { strict: false })
      .createSession({ tokenHash: hashToken(token), accountId, expiresAt: new Date(Date.now() + forMs) });
    return `attune_session=${token}`;
  },
});

describe('every route that there is', () => {
  it('lets in whom it declares, and nobody else', async () => {
    const idOf = async (one: Clinician) => String((await one.request('GET', '/api/auth/me')).body['id']);
    const cells = await tryRoutes(matrixServer(attune), await idOf(clinician), await idOf(other));
    expect(holesIn(cells)).toEqual([]);
    expect(cells.length).toBeGreaterThan(50 * CALLERS.length);
  }, 300_000);
});

const names = Object.keys(requests) as RequestName[];

/** Nothing is a valid request, so that one which is let in is refused by its contract and does nothing. */
const tryAll = async (client: CallClient) =>
  Object.fromEntries(
    await Promise.all(
      names.map(async (name) => {
        const reply = (await client.send(name, null)) as { ok: boolean; error?: { code: string } };
        return [name, reply.ok ? 'done' : reply.error?.code === 'invalid-request' ? 'let in' : String(reply.error?.code)] as const;
      }),
    ),
  );
const outcomes = (...may: Sender[]) =>
  Object.fromEntries(names.map((name) => [name, may.includes(requests[name].from) ? 'let in' : 'forbidden']));

describe('every request of a socket', () => {
  let call: CallView;
  const open: CallClient[] = [];
  const enter = async (client: CallClient) => {
    open.push(client);
    return client.ready();
  };
  const patientIn = async () => {
    const { participantKey, participantId } = await attune.join(call);
    return { participantId, participantKey, client: await enter(attune.connect({ callId: call.id, participantKey })) };
  };
  const admit = async (doctor: CallClient, { participantId, client }: Awaited<ReturnType<typeof patientIn>>) => {
    await client.ask('ready', {});
    expect(await doctor.ask('admit', { participantId })).toMatchObject({ ok: true });
    await eventually(() => client.presenceOf(participantId) === 'connected', 'the patient in the call');
  };

  beforeAll(async () => {
    call = await clinician.createCall();
  });
  afterAll(() => {
    for (const client of open) client.close();
  });

  it('is taken from those whom the contract names: waiting, admitted, gone, clinician', async () => {
    const doctor = await enter(clinician.connect(call.id));
    await doctor.ask('ready', {});
    const patient = await patientIn();
    expect(await tryAll(patient.client)).toEqual(outcomes('anyone-here', 'patient'));
    await patient.client.ask('ready', {});
    expect(await tryAll(patient.client)).toEqual(outcomes('anyone-here', 'patient'));
    await admit(doctor, patient);
    expect(await tryAll(patient.client)).toEqual(outcomes('anyone-here', 'patient', 'admitted'));
    expect(await tryAll(doctor)).toEqual(outcomes('anyone-here', 'admitted', 'clinician'));
    const leaving = patient.client.ask('leave', {});
    const overtaking = expect.stringMatching(/^(forbidden|let in)$/) as string;
    // A decision about consent waits for nothing, so it may overtake the leaving before it.
    const decisions = { setConsent: overtaking, confirmConsent: overtaking, eraseSamples: overtaking, eraseWords: overtaking };
    expect(await tryAll(patient.client)).toEqual({ ...outcomes(), ...decisions });
    expect(await leaving).toMatchObject({ ok: true });
  });

  it('is taken from nobody who was turned away, not even on the socket that is still open', async () => {
    const doctor = await enter(clinician.connect(call.id));
    await doctor.ask('ready', {});
    const eve = await patientIn();
    await eve.client.ask('ready', {});
    await doctor.ask('deny', { participantId: eve.participantId });
    expect(await tryAll(eve.client)).toEqual(outcomes());
  });

  it('has no socket to come over for anybody else', async () => {
    const { participantKey } = await attune.join(await clinician.createCall('Another call'));
    const strangers = {
      nobody: attune.connect({ callId: call.id }),
      patientOfAnotherCall: attune.connect({ callId: call.id, participantKey }),
      otherClinician: (await attune.stranger()).connect(call.id),
      expiredSession: attune.connect({ callId: call.id }, { cookie: 'attune_session=expired' }),
      platform: attune.connect({ callId: call.id }, { authorization: `Bearer ${PLATFORM_KEY}` }),
    };
    open.push(...Object.values(strangers));
    const refusals = await Promise.all(Object.entries(strangers).map(async ([who, client]) => [who, (await client.refusal()).code]));
    expect(Object.fromEntries(refusals)).toEqual({
      nobody: 'unauthenticated',
      patientOfAnotherCall: 'unauthenticated',
      otherClinician: 'call-unknown',
      expiredSession: 'unauthenticated',
      platform: 'unauthenticated',
    });
    const foreign = attune.connect({ callId: call.id }, { cookie: clinician.cookie, origin: 'https://elsewhere.example' });
    open.push(foreign);
    await new Promise((resolve) => foreign.socket.once('connect_error', resolve));
    expect(foreign.heard).toEqual([]);
  });
});
