import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { AnalysisService } from '../../apps/server/src/analysis/analysis.service.ts';
import { AnalyzerDoor } from '../../apps/server/src/analysis/analyzers/analyzer-door.ts';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { eventually, pause } from '../support/eventually.ts';
import { Attune } from './support/attune.ts';
import { TestConsent } from './support/grants.ts';
import { sendPlainCamera } from './support/plain-camera.ts';
import { RemoteAnalyzer } from './support/remote-analyzer.ts';
import { SlowProxy } from './support/slow-proxy.ts';
import { faceClip } from './support/vp8-clip.ts';

/** No analyzer but those that connect, as real processes, over a WebSocket and the encrypted tap. */
const TOKEN = '5c4b1f0a7d2e9c8b6a5f4e3d2c1b0a99';
const settings = {
  profile: 'light',
  device: 'cpu',
  tap: 'rtp',
  samplesPerSecond: 5,
  windowMs: 2_000,
  hysteresis: 0.08,
  threads: 1,
} as const;
const nowMs = () => performance.now();
/** A tap is gone this long after the server was last able to say no; two clocks are compared. */
const [WITHIN_MS, TOLERANCE_MS] = [1_000, 100];

interface Person {
  callId: string;
  id: string;
  consent: TestConsent;
  samples: (EmotionSample & { heardAt: number })[];
  stopCamera: () => void;
}

let server: Server;
let port: number;
let media: MediaService;
let analysis: AnalysisService;
/** Every sample that any analyzer sent, whether it counted or not. */
const spokenOf: { participantId: string; atMs: number; by: string }[] = [];
const people: Person[] = [];
const analyzers = new Map<string, RemoteAnalyzer>();
let proxy: SlowProxy | undefined;
let clip: ReturnType<typeof faceClip> | undefined;

const view = (name: string) => analysis.analyzers().find((one) => one.name.startsWith(`${name} `));
const taps = (name: string) => view(name)?.taps ?? 0;
const estimatesSince = (person: Person, since: number) =>
  person.samples.filter(({ state, heardAt }) => state !== 'paused' && heardAt > since);
/** Stretches in which the samples of one analyzer counted, one after the other. */
function stretchesOf({ id, samples }: Person, since: number): { by: string; from: number; to: number }[] {
  const stretches: { by: string; from: number; to: number }[] = [];
  for (const { state, atMs, heardAt } of samples) {
    if (state === 'paused' || heardAt <= since) continue;
    const by = spokenOf.find((one) => one.participantId === id && one.atMs === atMs)?.by ?? 'nobody';
    const last = stretches.at(-1);
    if (last?.by === by) last.to = heardAt;
    else stretches.push({ by, from: heardAt, to: heardAt });
  }
  return stretches;
}
const allSeen = (since: number) => people.every((person) => estimatesSince(person, since).length > 0);

async function connect(name: string, address = `ws://127.0.0.1:${port}`): Promise<RemoteAnalyzer> {
  const analyzer = new RemoteAnalyzer({ server: address, token: TOKEN, name });
  analyzers.set(name, analyzer);
  await eventually(() => view(name)?.state === 'running', `the analyzer ${name} to run: ${analyzer.said}`, 90_000);
  return analyzer;
}

async function disconnect(name: string): Promise<void> {
  await analyzers.get(name)?.kill();
  analyzers.delete(name);
  await eventually(() => view(name) === undefined, `the analyzer ${name} to be gone`);
}

async function join(): Promise<Person> {
  const [callId, id] = [crypto.randomUUID(), crypto.randomUUID()];
  analysis.openCall(callId, { nowMs });
  const person: Person = { callId, id, consent: new TestConsent(callId, id), samples: [], stopCamera: () => undefined };
  people.push(person);
  person.stopCamera = await sendPlainCamera(media, callId, id, 0, await (clip ??= faceClip(64, 16)));
  return person;
}

beforeAll(async () => {
  media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
  await media.onModuleInit();
  const door = new AnalyzerDoor({ token: TOKEN, trustsProxy: () => false });
  door.on('entered', (link) =>
    link.on('message', (message) => {
      if (message.type !== 'samples') return;
      for (const { atMs } of message.samples) spokenOf.push({ participantId: message.participantId, atMs, by: link.name });
    }),
  );
  server = createServer();
  door.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
  analysis = new AnalysisService(media, settings, null, door);
  analysis.on('samples', ({ participantId, samples }) => {
    const heardAt = nowMs();
    people.find(({ id }) => id === participantId)?.samples.push(...samples.map((sample) => ({ ...sample, heardAt })));
  });
  await analysis.onModuleInit();
  for (let index = 0; index < 6; index++) await join();
});

afterEach(() => {
  // A sample is a sample once: whoever was moved in a test, time went on for them.
  for (const { samples } of people) {
    const times = samples.filter(({ state }) => state !== 'paused').map(({ atMs }) => atMs);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  }
});

afterAll(async () => {
  for (const { stopCamera } of people) stopCamera();
  for (const analyzer of analyzers.values()) await analyzer.kill();
  proxy?.close();
  analysis?.onApplicationShutdown();
  media.onApplicationShutdown();
  server.close();
});

describe('a server whose analyzers are all on other hosts', { timeout: 180_000 }, () => {
  it('says so while none is connected', async () => {
    for (const { consent } of people) analysis.analyse(consent.grant());
    expect(analysis.status(people[0]!.callId)).toMatchObject({
      state: 'paused',
      detail: expect.stringContaining('No analyzer is connected') as string,
    });
    await eventually(() => people.every(({ samples }) => samples.some(({ state }) => state === 'paused')), 'everybody to be paused');
  });

  it('has nothing analysed by who does not hold the token', async () => {
    const stranger = new RemoteAnalyzer({ server: `ws://127.0.0.1:${port}`, token: 'f'.repeat(32), name: 'stranger' });
    await eventually(() => stranger.said.includes('ATTUNE_ANALYZER_TOKEN'), 'the stranger to be told why');
    expect(analysis.analyzers()).toEqual([]);
    await stranger.kill();
  });

  it('gives everybody to the first that comes, and half of them to the second', async () => {
    await connect('one');
    const since = nowMs();
    await eventually(() => allSeen(since), 'samples of everybody');
    expect(analysis.status(people[0]!.callId)).toMatchObject({ state: 'running', detail: null });
    expect(view('one')).toMatchObject({ local: false, device: 'cpu', taps: 6 });
    await connect('two');
    await eventually(() => taps('one') === 3 && taps('two') === 3, 'half and half');
  });

  it('gives a third of all to a third one, and nobody to two at once', async () => {
    const since = nowMs();
    await connect('three');
    await eventually(() => [...analyzers.keys()].every((name) => taps(name) === 2), 'a third for each');
    const isWithThird = (person: Person) => stretchesOf(person, since).at(-1)?.by.startsWith('three') === true;
    await eventually(() => people.filter(isWithThird).length === 2, 'the third one to bring samples of its third', 60_000);
    const stretches = people.map((person) => stretchesOf(person, since));
    // Never by turns: from the first sample of the new one on, the old one counts for nothing.
    const short = stretches.flatMap((all) => all.slice(1, -1)).filter(({ from, to }) => to - from < 1_000);
    expect(short).toEqual([]);
  });

  it('gives the participants of a killed one to the others', async () => {
    const since = nowMs();
    await disconnect('three');
    await eventually(() => allSeen(since + 500), 'samples of everybody again');
    expect(taps('one') + taps('two')).toBe(6);
  });

  it('takes everything from one that was stopped, and has nothing of what it finds after a withdrawal', async () => {
    const stopped = analyzers.get('two')!;
    stopped.signal('SIGSTOP');
    const since = nowMs();
    await eventually(() => taps('two') === 0 && allSeen(since + 500), 'samples of everybody again');
    const person = people[0]!;
    person.consent.withdraw();
    const withdrawnAt = nowMs();
    await pause(500);
    stopped.signal('SIGCONT');
    await pause(2_000);
    expect(estimatesSince(person, withdrawnAt)).toEqual([]);
    expect(spokenOf.filter(({ participantId, atMs }) => participantId === person.id && atMs > withdrawnAt + TOLERANCE_MS)).toEqual([]);
    analysis.analyse(person.consent.grant());
    const granted = nowMs();
    await eventually(() => estimatesSince(person, granted).length > 0, 'samples after a new grant');
    await eventually(() => taps('one') === 3 && taps('two') === 3, 'half and half again', 60_000);
  });

  it('ends within a second what a withdrawal ends, although the link is slow or stands still', async () => {
    await disconnect('one');
    await disconnect('two');
    proxy = await SlowProxy.before(port);
    await connect('far', proxy.url);
    proxy.delayMs = 150;
    const person = people[1]!;
    for (const delayMs of [150, Infinity]) {
      const since = nowMs();
      await eventually(() => estimatesSince(person, since).length > 5, 'samples over the slow link', 60_000);
      proxy.delayMs = delayMs;
      await pause(300);
      person.consent.withdraw();
      const withdrawnAt = nowMs();
      spokenOf.length = 0;
      await pause(1_500);
      proxy.delayMs = 150;
      await pause(1_500);
      expect(estimatesSince(person, withdrawnAt)).toEqual([]);
      // What was on its way has come, so that the next lines say something.
      if (delayMs === Infinity) expect(spokenOf.some(({ participantId }) => participantId === person.id)).toBe(true);
      const late = spokenOf.filter(
        ({ participantId, atMs }) => participantId === person.id && atMs > withdrawnAt + WITHIN_MS + TOLERANCE_MS,
      );
      expect(late).toEqual([]);
      analysis.analyse(person.consent.grant());
    }
  });

  it('gives nothing to one that answers too late for a lease, once there is another', async () => {
    proxy!.delayMs = 500;
    await eventually(() => view('far')?.state === 'slow', 'the slow link to be noticed');
    const status = () => analysis.status(people[0]!.callId);
    await eventually(() => status().state === 'paused' && taps('far') === 0, 'nothing to be asked of it');
    expect(status().detail).toContain('too slow');
    await connect('near');
    const since = nowMs();
    await eventually(() => taps('near') === 6 && allSeen(since), 'everybody to be with the other', 60_000);
    expect(taps('far')).toBe(0);
    expect(status()).toMatchObject({ state: 'running', detail: null });
  });

  it('is found again by its analyzers after a broken connection', async () => {
    proxy!.close();
    await eventually(() => view('far') === undefined, 'the far one to be gone');
    proxy = undefined;
    const near = analyzers.get('near')!;
    near.signal('SIGSTOP');
    await eventually(() => view('near') === undefined, 'the stopped one to be given up', 60_000);
    expect(analysis.status(people[0]!.callId).state).toBe('paused');
    near.signal('SIGCONT');
    const since = nowMs();
    await eventually(() => allSeen(since), 'samples of everybody from the same process', 60_000);
    expect(near.ended).toBe(false);
  });
});

describe('a whole server', { timeout: 180_000 }, () => {
  it('lets analyzers in by its own port, and tells how they are', async () => {
    const attune = await Attune.start({}, { ATTUNE_ANALYZER_TOKEN: TOKEN, ATTUNE_LOCAL_ANALYZER: 'off' });
    const health = async () => (await attune.request('GET', '/api/health')).body['analyzer'];
    expect(await health()).toBe('paused');
    const analyzer = new RemoteAnalyzer({ server: attune.url.replace('http:', 'ws:'), token: TOKEN, name: 'gpu-1' });
    await eventually(async () => (await health()) === 'running', 'the analyzer to run', 90_000);
    const [seen] = attune.app.get(AnalysisService, { strict: false }).analyzers();
    expect(seen).toMatchObject({ name: 'gpu-1 (127.0.0.1)', local: false, state: 'running', device: 'cpu', taps: 0 });
    analyzer.signal('SIGTERM');
    await eventually(async () => (await health()) === 'paused', 'the server to be told', 3_000);
    await analyzer.kill();
    await attune.stop();
  });
});
