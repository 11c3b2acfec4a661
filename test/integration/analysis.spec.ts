import { observer, type types as mediasoup } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { AnalysisService } from '../../apps/server/src/analysis/analysis.service.ts';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { Programs } from '../../apps/server/src/processes/programs.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { TestConsent } from './support/grants.ts';
import { MediaPeer } from './support/media-peer.ts';
import { eventually } from '../support/eventually.ts';
import { sendPlainCamera } from './support/plain-camera.ts';

const settings = { profile: 'light', device: 'cpu', samplesPerSecond: 5, windowMs: 2_000, hysteresis: 0.08, threads: 1 } as const;
const nowMs = () => performance.now();
const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

describe.each(['rtp', 'webrtc'] as const)('analysis of a live call, with a real analyzer and the tap %s', (tap) => {
  const callId = crypto.randomUUID();
  let media: MediaService;
  let analysis: AnalysisService;
  let patient: MediaPeer;
  let producerId: string;
  let samples: EmotionSample[];
  /** Of the frame's height, as the patient's camera shows it. */
  let faceShare = 0.48;
  /** What stands on the SFU: nobody but the analyzer receives here, and the patient sends over one transport. */
  const consumers = new Set<mediasoup.Consumer>();
  const transports = new Set<mediasoup.Transport>();
  const estimates = () => samples.filter(({ raw }) => raw !== null).length;
  let decided: TestConsent;
  const consent = (granted: boolean) => (granted ? analysis.analyse(decided.grant()) : decided.withdraw());

  beforeAll(async () => {
    observer.on('newworker', (worker) =>
      worker.observer.on('newrouter', (router) =>
        router.observer.on('newtransport', (transport) => {
          transports.add(transport);
          transport.observer.once('close', () => transports.delete(transport));
          transport.observer.on('newconsumer', (consumer) => {
            consumers.add(consumer);
            consumer.observer.once('close', () => consumers.delete(consumer));
          });
        }),
      ),
    );
    media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
    await media.onModuleInit();
    analysis = new AnalysisService(media, { ...settings, tap }, new Programs({ hidden: [], read: [] }));
    analysis.on('samples', (event) => samples.push(...event.samples));
    samples = [];
    await analysis.onModuleInit();
    analysis.openCall(callId, { nowMs });
    const faces = await loadFaces();
    const renderers = new Map(
      [0.2, 0.48, 0.6].map((share) => [
        share,
        new SceneRenderer(faces, {
          width: 1280,
          height: 720,
          faceShare: share,
          story: [{ emotion: 'happiness', durationMs: 60_000, says: '' }],
        }),
      ]),
    );
    patient = await MediaPeer.join(media, callId);
    decided = new TestConsent(callId, patient.participantId);
    producerId = await patient.sendCamera((timeMs) => renderers.get(faceShare)!.frame(timeMs));
  }, 60_000);

  afterAll(() => {
    patient?.leave();
    analysis?.onApplicationShutdown();
    media.onApplicationShutdown();
  });

  it('taps nothing without consent', async () => {
    await eventually(() => analysis.classes().length > 0, 'the analyzer to be ready', 60_000);
    await wait(1_000);
    expect(samples).toEqual([]);
    expect(consumers.size).toBe(0);
    expect(analysis.status(callId).state).toBe('off');
  });

  it('analyses the camera once consent is given', async () => {
    consent(true);
    await eventually(() => estimates() > 12, 'estimates');
    const last = samples.at(-1);
    expect(last?.label).toBe('happiness');
    expect(last?.raw).toHaveLength(analysis.classes().length);
    expect(Math.abs(nowMs() - (last?.atMs ?? 0))).toBeLessThan(2_000);
    expect(analysis.status(callId)).toMatchObject({ state: 'running', detail: null });
  });

  it('weighs an open mouth less while its participant is the one who speaks', async () => {
    const neutral = analysis.classes().indexOf('neutral');
    /** How much likelier neutral is in the window than in the frames, once the window is full of them. */
    const gain = async (): Promise<number> => {
      samples = [];
      await eventually(() => estimates() > 40, 'estimates', 40_000);
      const [raw, smoothed] = (['raw', 'smoothed'] as const).map((which) =>
        samples.slice(-12).reduce((sum, sample) => sum + (sample[which]?.[neutral] ?? 0), 0),
      );
      return smoothed! / raw!;
    };
    expect(await gain()).toBeLessThan(1.4);
    media.safeEmit('activeSpeaker', { callId, participantId: patient.participantId });
    expect(await gain()).toBeGreaterThan(1.6);
    expect(samples.at(-1)?.label).toBe('happiness');
    media.safeEmit('activeSpeaker', { callId, participantId: null });
    expect(await gain()).toBeLessThan(1.4);
  });

  it('looks closer at a face that is far away, and from afar at one that is near', async () => {
    const sizes: string[] = [];
    const listen = ({ width, height }: { width: number; height: number }) => void sizes.push(`${width}×${height}`);
    analysis.on('stats', listen);
    faceShare = 0.2;
    await eventually(() => sizes.at(-1) === '640×360', 'a larger layer');
    samples = [];
    await eventually(() => estimates() > 2, 'estimates of it');
    faceShare = 0.6;
    await eventually(() => sizes.at(-1) === '320×180', 'the smallest layer');
    faceShare = 0.48;
    analysis.off('stats', listen);
  });

  it('says paused while the camera is muted, and goes on after', async () => {
    samples = [];
    await media.pauseProducer(callId, patient.participantId, producerId, true);
    // An estimate that was on its way may come before it, none after.
    const sincePause = () => samples.slice(samples.findIndex(({ state }) => state === 'paused')).map(({ state }) => state);
    expect(sincePause()).toEqual(['paused']);
    await wait(1_500);
    const muted = samples.length;
    expect(new Set(sincePause())).toEqual(new Set(['paused']));
    expect(muted).toBeGreaterThan(1);
    await media.pauseProducer(callId, patient.participantId, producerId, false);
    await eventually(() => estimates() > 2, 'estimates after the mute');
  });

  it('gives nothing of a participant after consent was withdrawn', async () => {
    expect(consumers.size).toBe(1);
    consent(false);
    expect(consumers.size).toBe(0);
    samples = [];
    await wait(1_500);
    expect(samples).toEqual([]);
    expect(analysis.status(callId).state).toBe('off');
    consent(true);
    await eventually(() => estimates() > 0, 'estimates after a new grant');
  });

  it('says paused while a killed analyzer is replaced, and goes on by itself', async () => {
    const before = analysis.analyzerPid();
    const states: string[] = [];
    analysis.on('status', ({ status }) => states.push(status.state));
    samples = [];
    const sentTo = [...transports];
    process.kill(before ?? 0, 'SIGKILL');
    await eventually(() => states.includes('paused'), 'the status to say so');
    // The patient's own stays; nothing is sent any more to where the dead one listened.
    expect(sentTo.filter(({ closed }) => !closed)).toHaveLength(1);
    await eventually(() => estimates() > 0, 'estimates from the new analyzer');
    expect(samples[0]?.state).toBe('paused');
    expect(states).toEqual(['paused', 'running']);
    expect(analysis.analyzerPid()).not.toBe(before);
  });

  it('turns the pictures of a phone that is held upright', async () => {
    const sizes: string[] = [];
    const phone = crypto.randomUUID();
    analysis.on('stats', ({ participantId, width, height }) => participantId === phone && sizes.push(`${width}×${height}`));
    const stop = await sendPlainCamera(media, callId, phone, 1);
    const phoneConsent = new TestConsent(callId, phone);
    analysis.analyse(phoneConsent.grant());
    await eventually(() => sizes.includes('180×320'), 'pictures that stand upright');
    expect(sizes).not.toContain('320×180');
    phoneConsent.withdraw();
    media.dropParticipant(callId, phone);
    stop();
  });

  it('goes on after the call moved to a new media worker', async () => {
    for (const pid of media.workerPids()) process.kill(pid, 'SIGKILL');
    await eventually(() => media.producersOf(callId, patient.participantId).length === 0 && media.workerCount() === 1, 'a new worker');
    samples = [];
    const again = await MediaPeer.join(media, callId, patient.participantId);
    const renderer = new SceneRenderer(await loadFaces(), { width: 1280, height: 720 });
    await again.sendCamera((timeMs) => renderer.frame(timeMs));
    await eventually(() => estimates() > 0, 'estimates over the new worker');
    again.leave();
  });
});

describe('an analyzer that cannot work', () => {
  it('is not restarted, and the status says what to do', async () => {
    const media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
    await media.onModuleInit();
    const broken = new AnalysisService(
      media,
      { ...settings, tap: 'webrtc', modelsPath: '/nowhere' },
      new Programs({ hidden: [], read: [] }),
    );
    await broken.onModuleInit();
    await eventually(() => broken.health() === 'off', 'the analyzer to give up', 30_000);
    const other = crypto.randomUUID();
    broken.openCall(other, { nowMs });
    expect(broken.status(other).detail).toMatch(/nowhere|manifest/);
    expect(broken.analyzerPid()).toBeNull();
    broken.onApplicationShutdown();
    media.onApplicationShutdown();
  });
});
