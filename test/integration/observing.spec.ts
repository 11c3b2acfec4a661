import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { statusView } from '#contracts/status';
import { type AnalysedCall, analysedCall } from './support/analysed-call.ts';
import { Attune, type Clinician, eventually, PASSWORD } from './support/attune.ts';
import { ALERTS, dashboardQueries, has, Prometheus } from './support/prometheus.ts';

const TOKEN = 'a-token-for-prometheus';
const FIELDS = new Set(['level', 'time', 'context', 'msg', 'requestId', 'callId', 'method', 'route', 'status', 'ms']);
const PATIENT = 'Běla Kryštofová';
const TITLE = 'Kontrola po úzkosti';
const SAID = 'hvězdokupa nad zahradou';

let attune: Attune;
let clinician: Clinician;
let running: AnalysedCall;
let printed = '';

/** Everything that the server and its programs write, by whatever way. */
function overhear(): void {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
}

beforeAll(async () => {
  overhear();
  attune = await Attune.start({}, { ATTUNE_LOG_LEVEL: 'debug', ATTUNE_LOG_FORMAT: 'json', ATTUNE_METRICS_TOKEN: TOKEN });
  clinician = await attune.clinician();
  running = await analysedCall(attune, clinician, { title: TITLE, patientName: PATIENT });
}, 240_000);
afterAll(async () => {
  vi.restoreAllMocks();
  running?.end();
  await attune?.stop();
});

const lines = () =>
  printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what is logged of a call', () => {
  it('says nothing of who was in it, what they said and what was estimated, nor any secret', { timeout: 120_000 }, async () => {
    const { call, participantKey, patientId } = running;
    const segments = [{ participantId: patientId, speaker: PATIENT, startMs: 0, endMs: 900, text: SAID }];
    // The thread that parses it shares its cores with the camera's picture: on a busy machine its first time takes too long.
    await eventually(
      async () => (await clinician.request('POST', `/api/calls/${call.id}/transcript/segments`, { segments })).body['stored'] === 1,
      'a stored transcript',
      60_000,
    );
    const captioned = await running.patient.ask('caption', { segmentId: 's', text: SAID, startMs: 0, endMs: 900, final: true });
    expect(captioned.ok).toBe(true);
    // Refused, malformed, unknown, by a query, by a secret in the path.
    await attune.request('POST', '/api/auth/login', { email: 'ada@example.org', password: `${PASSWORD}!` });
    await attune.raw('POST', '/api/auth/login', `{"email": "ada@example.org", "password": ${PASSWORD}`);
    await clinician.request('GET', `/api/calls?search=${encodeURIComponent(PATIENT)}`);
    await attune.request('GET', `/api/nothing/${encodeURIComponent(PATIENT)}?token=${participantKey}`);
    await attune.request('GET', `/api${String(call.invitationPath)}`);
    await attune.request('GET', `/api${String(call.invitationPath)}x`);
    await eventually(() => lines().some(({ route }) => route === '/api/join/:token'), 'the line of a request');

    const names = [...PATIENT.split(' '), 'Kontrola', 'hvězdokupa', 'zahradou', 'Dr Ada', 'ada@', 'example.org'];
    const secrets = [PASSWORD, TOKEN, participantKey, String(call.invitationPath).split('/').at(-1)!, clinician.cookie.split('=')[1]!];
    const estimated = ['happiness', 'probability', 'scores'];
    expect(names.concat(secrets, estimated).filter((word) => printed.includes(word) || printed.includes(encodeURIComponent(word)))).toEqual(
      [],
    );
  });

  it('are objects of known fields, with the id that the answer carries and the call that the request was about', async () => {
    const { call } = running;
    const answer = await clinician.request('GET', `/api/calls/${call.id}`);
    const requestId = answer.headers.get('x-request-id');
    const line = await eventually(() => lines().find((one) => one['requestId'] === requestId), 'the line of the request');
    expect(line).toMatchObject({ method: 'GET', route: '/api/calls/:id', status: 200, callId: call.id, context: 'Http' });
    expect(lines().flatMap((one) => Object.keys(one).filter((name) => !FIELDS.has(name)))).toEqual([]);
    // What the analyzer says comes the same way.
    expect(lines().some(({ msg }) => String(msg).startsWith('Expression analysis on '))).toBe(true);
  });
});

describe('the status', () => {
  it('tells the administrator how the call fares, and nothing of whose it is', { timeout: 60_000 }, async () => {
    const status = await eventually(
      async () => {
        const { body } = await clinician.request('GET', '/api/status');
        const { calls } = statusView.parse(body);
        return calls[0]?.lossPercent === null ? null : body;
      },
      'figures of the call',
      45_000,
      500,
    );
    expect(status).toMatchObject({
      node: { version: process.version, accepting: true },
      database: { kind: 'embedded', version: expect.stringMatching(/^\d+/) as unknown, storing: true },
      analyzers: [{ state: 'running', taps: 1 }],
      mediaWorkers: 1,
      calls: [{ id: running.call.id, connected: 2, analysed: 1 }],
    });
    expect(statusView.parse(status).calls[0]?.kilobitsIn).toBeGreaterThan(0);
    expect(statusView.parse(status).disk?.freeBytes).toBeGreaterThan(0);
    expect([...PATIENT.split(' '), TITLE, 'Ada'].filter((word) => JSON.stringify(status).includes(word))).toEqual([]);
  });
});

describe('health', () => {
  it.each(['', '/api'])('is told to orchestrators under "%s"', async (prefix) => {
    expect(await attune.request('GET', `${prefix}/health/live`)).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await attune.request('GET', `${prefix}/health/ready`)).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { database: true, mediaWorkers: true, accepting: true } },
    });
  });
});

describe('the metrics', () => {
  const scrape = () => attune.raw('GET', '/metrics', undefined, { authorization: `Bearer ${TOKEN}` });

  it('are closed to everybody without their token, sessions and loopback included', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: clinician.cookie }] as Record<string, string>[])
      expect((await attune.raw('GET', '/metrics', undefined, headers)).status).toBe(401);
  });

  it('tell of the call, its consents, estimates and media', async () => {
    const text = await eventually(
      async () => {
        const { body } = await scrape();
        const current = String(body['text']);
        return /attune_webrtc_bitrate_bits_per_second_count\{direction="out",kind="video"\} [1-9]/.test(current) && current;
      },
      'figures of WebRTC',
      30_000,
      500,
    );
    const value = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')[1],
      );
    expect(value('attune_calls_live')).toBe(1);
    expect(value('attune_participants{role="patient"}')).toBe(1);
    expect(value('attune_consents_in_force{scope="expression"}')).toBe(1);
    expect(value('attune_taps')).toBe(1);
    expect(value('attune_socket_connections')).toBe(2);
    expect(value('attune_frames_total{what="sampled"}')).toBeGreaterThan(0);
    expect(value('attune_samples_total{state="ok"}')).toBeGreaterThan(0);
    expect(value('attune_raw_latency_seconds_count')).toBeGreaterThan(0);
    expect(value('attune_media_worker_cpu_seconds_total{worker="0"}')).toBeGreaterThan(0);
    expect(value('attune_webrtc_jitter_seconds_count{direction="in",kind="audio"}')).toBeGreaterThan(0);
  });

  it('have no id and no name in any label', async () => {
    const labels = String((await scrape()).body['text'])
      .split(/[{},]/)
      .filter((part) => part.includes('="'));
    expect(labels.length).toBeGreaterThan(50);
    expect(labels.filter((label) => /[0-9a-f]{8}-[0-9a-f]{4}|@|ry[sš]tof/i.test(label))).toEqual([]);
  });
});

describe.skipIf(!has('prometheus', 'prometheus'))('a real Prometheus that reads this server', () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    prometheus = await Prometheus.start(new URL(attune.url).host, TOKEN);
  }, 90_000);
  afterAll(() => prometheus.stop());

  it('answers every query of the dashboard with figures', { timeout: 120_000 }, async () => {
    const queries = dashboardQueries();
    expect(queries.length).toBeGreaterThan(25);
    let empty: string[] = [];
    await eventually(
      async () => {
        const answers = await Promise.all(queries.map(({ expression }) => prometheus.query(expression)));
        empty = queries.filter((_, i) => answers[i]?.some(({ value }) => Number.isFinite(value)) !== true).map(({ panel }) => panel);
        return empty.length === 0;
      },
      'figures in every panel',
      90_000,
      1_000,
    ).catch(() => undefined);
    expect(empty).toEqual([]);
  });

  it('finds nothing to alert about, and knows every figure that an alert looks at', async () => {
    expect(await prometheus.query('ALERTS{alertstate="firing",severity="critical"}')).toEqual([]);
    const asked = new Set(readFileSync(ALERTS, 'utf8').match(/\b(?:attune|nodejs)_[a-z0-9_]+/g));
    expect(asked.size).toBeGreaterThan(8);
    const missing: string[] = [];
    for (const name of asked) if ((await prometheus.query(name)).length === 0) missing.push(name);
    expect(missing).toEqual([]);
  });
});
