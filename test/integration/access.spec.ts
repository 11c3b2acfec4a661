import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#contracts/rest';
import { Attune, type Clinician, PASSWORD } from './support/attune.ts';

const API_KEY = 'a-key-for-the-platform';
let attune: Attune;
let clinician: Clinician;
let stranger: Clinician;
let call: CallView;

beforeAll(async () => {
  attune = await Attune.start({ apiKey: API_KEY });
});
afterAll(() => attune.stop());

describe('the first start', () => {
  it('makes one account, and never a second', async () => {
    expect((await attune.request('GET', '/api/setup')).body).toEqual({ needsSetup: true });
    const weak = await attune.request('POST', '/api/setup', { name: 'Dr', email: 'a@example.org', password: 'short' });
    expect(weak).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', message: expect.stringContaining('10 characters') as string },
    });
    clinician = await attune.clinician();
    stranger = await attune.stranger();
    call = await clinician.createCall();
    expect((await attune.request('GET', '/api/setup')).body).toEqual({ needsSetup: false });
    const again = await attune.request('POST', '/api/setup', { name: 'Dr', email: 'b@example.org', password: PASSWORD });
    expect(again).toMatchObject({ status: 409, body: { code: 'already-set-up' } });
  });

  it('signs in by a cookie that no script can read and no other site can use', async () => {
    const { status, headers } = await attune.request('POST', '/api/auth/login', { email: 'ADA@example.org', password: PASSWORD });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(/^attune_session=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Lax$/);
  });
});

const importBody = { fileName: 'a.vtt', content: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHi' };
const pushBody = { segments: [{ speaker: 'Jan', startMs: 0, endMs: 5, text: 'Hi' }] };
const ownerRoutes: [method: string, path: string, body?: unknown][] = [
  ['GET', ''],
  ['POST', '/invitation'],
  ['GET', '/timeline'],
  ['GET', '/transcript'],
  ['PATCH', '/transcript', { offsetMs: 0 }],
  ['POST', '/transcript/import', importBody],
  ['POST', '/transcript/segments', pushBody],
  ['GET', '/summary'],
  ['GET', '/summary.md'],
  ['GET', '/note'],
  ['PUT', '/note', { markdown: 'x', version: 1 }],
  ['POST', '/note/attach'],
  ['POST', '/note/sign'],
  ['POST', '/note/reopen'],
  ['POST', '/end'],
];

describe.each(ownerRoutes)('%s /api/calls/:id%s', (method, path, body) => {
  it('is for the clinician whose call it is', async () => {
    expect(await attune.request(method, `/api/calls/${call.id}${path}`, body)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    expect(await attune.request(method, `/api/calls/${call.id}${path}`, body, { cookie: 'attune_session=made-up' })).toMatchObject({
      status: 401,
    });
    expect(await stranger.request(method, `/api/calls/${call.id}${path}`, body)).toMatchObject({
      status: 404,
      body: { code: 'call-unknown' },
    });
    expect(await clinician.request(method, `/api/calls/not-an-id${path}`, body)).toMatchObject({
      status: 404,
      body: { code: 'call-unknown' },
    });
    expect((await clinician.request(method, `/api/calls/${call.id}${path}`, body)).status).toBe(200);
  });
});

describe('the other routes', () => {
  it('list and make calls for a signed-in clinician only, and list only their own', async () => {
    expect((await attune.request('GET', '/api/calls')).status).toBe(401);
    expect((await attune.request('POST', '/api/calls', { title: 'x' })).status).toBe(401);
    expect((await attune.request('GET', '/api/auth/me')).status).toBe(401);
    expect((await clinician.request('GET', '/api/auth/me')).body).toMatchObject({ name: 'Dr Ada', email: 'ada@example.org' });
    expect((await stranger.request('GET', '/api/calls')).body).toEqual([]);
    expect((await clinician.request('GET', '/api/calls')).body).toMatchObject([{ id: call.id }]);
  });

  it('tell everybody how the server is, and nothing else', async () => {
    expect(await attune.request('GET', '/api/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', database: true, mediaWorkers: 1 },
    });
    for (const path of ['/api/nothing', '/api/calls/x/y/z', '/api'])
      expect(await attune.request('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('take transcript segments from a platform with the key, from nobody with another', async () => {
    expect((await clinician.request('POST', `/api/calls/${call.id}/platform`)).status).toBe(200);
    const push = (authorization: string, id = call.id) =>
      attune.request('POST', `/api/calls/${id}/transcript/segments`, pushBody, { authorization });
    expect(await push(`Bearer ${API_KEY}`)).toMatchObject({ status: 200, body: { stored: 0, known: 1 } });
    expect(await push('Bearer something-else')).toMatchObject({ status: 401 });
    expect(await push(`Bearer ${API_KEY}`, '00000000-0000-4000-8000-000000000000')).toMatchObject({
      status: 404,
      body: { code: 'call-unknown' },
    });
    expect((await attune.request('GET', '/api/calls', undefined, { authorization: `Bearer ${API_KEY}` })).status).toBe(401);
  });

  it("refuse what another site sends with the clinician's cookie", async () => {
    const foreign = await attune.request(
      'POST',
      '/api/calls',
      { title: 'x' },
      { cookie: clinician.cookie, origin: 'https://elsewhere.example' },
    );
    expect(foreign).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('answer broken, wrong and huge bodies with a sentence', async () => {
    const { cookie } = clinician;
    expect(await attune.raw('POST', '/api/calls', '{"title":', { cookie })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect(await clinician.request('POST', '/api/calls', { title: 7 })).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await clinician.request('POST', '/api/calls', { title: 'x'.repeat(3_000_000) })).toMatchObject({
      status: 413,
      body: { code: 'too-large' },
    });
  });

  it('read a long transcript only from whoever is signed in', async () => {
    const long = { fileName: 'a.vtt', content: `WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n\nNOTE ${'x'.repeat(5_000_000)}` };
    expect((await attune.request('POST', `/api/calls/${call.id}/transcript/import`, long)).status).toBe(401);
    expect((await clinician.request('POST', `/api/calls/${call.id}/transcript/import`, long)).status).toBe(200);
  });

  it('send the headers that keep pages safe', async () => {
    const { headers } = await attune.request('GET', '/join/abc');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('permissions-policy')).toContain('camera=(self)');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('signing in', () => {
  it('fails the same way for a wrong password and an unknown person, and not without end', async () => {
    const login = (email: string) => attune.request('POST', '/api/auth/login', { email, password: 'not the password' });
    const [wrong, unknown] = [await login('ada@example.org'), await login('nobody@example.org')];
    expect(wrong).toMatchObject({ status: 401, body: { code: 'login-failed' } });
    expect(unknown.body).toEqual(wrong.body);
    for (let i = 0; i < 4; i++) await login('ada@example.org');
    expect(await login('ada@example.org')).toMatchObject({ status: 429, body: { code: 'too-many-tries' } });
  });

  it('ends with signing out', async () => {
    expect((await clinician.request('POST', '/api/auth/logout')).status).toBe(200);
    expect((await clinician.request('GET', '/api/auth/me')).status).toBe(401);
  });
});
