import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { AnalysisService } from '../../apps/server/src/analysis/analysis.service.ts';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { Programs } from '../../apps/server/src/processes/programs.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { TestConsent } from './support/grants.ts';
import { LossyRelay } from './support/lossy-relay.ts';
import { MediaPeer } from './support/media-peer.ts';
import { eventually } from '../support/eventually.ts';

const MEASURED_MS = 8_000;
const callId = crypto.randomUUID();
let media: MediaService;
let analysis: AnalysisService;
let patient: MediaPeer;
let relay: LossyRelay;
let samples: (EmotionSample & { heardAt: number })[];
let shown: 'happiness' | 'surprise' = 'happiness';

const nowMs = () => performance.now();
const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const estimates = () => samples.filter(({ raw }) => raw !== null);

/** Loses every 20th packet: 5 %. */
function everyTwentieth(): () => boolean {
  let count = 0;
  return () => ++count % 20 === 0;
}

beforeAll(async () => {
  media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
  await media.onModuleInit();
  const open = media.openTapTransport.bind(media);
  media.openTapTransport = async (...args) => {
    const relayed = await LossyRelay.before(await open(...args));
    relay = relayed.relay;
    return relayed.transport;
  };
  analysis = new AnalysisService(
    media,
    {
      profile: 'light',
      device: 'cpu',
      tap: 'rtp',
      samplesPerSecond: 5,
      windowMs: 1_000,
      hysteresis: 0.08,
      threads: 1,
    },
    new Programs({ hidden: [], read: [] }),
  );
  samples = [];
  analysis.on('samples', (event) => samples.push(...event.samples.map((sample) => ({ ...sample, heardAt: nowMs() }))));
  await analysis.onModuleInit();
  analysis.openCall(callId, { nowMs });
  const faces = await loadFaces();
  const renderers = (['happiness', 'surprise'] as const).map(
    (emotion) =>
      [emotion, new SceneRenderer(faces, { width: 1280, height: 720, story: [{ emotion, durationMs: 600_000, says: '' }] })] as const,
  );
  const rendererOf = new Map(renderers);
  patient = await MediaPeer.join(media, callId);
  await patient.sendCamera((timeMs) => rendererOf.get(shown)!.frame(timeMs));
  analysis.analyse(new TestConsent(callId, patient.participantId).grant());
  await eventually(() => estimates().length > 5, 'estimates', 60_000);
}, 90_000);

afterEach(() => void (relay.weather = { loses: () => false }));

afterAll(() => {
  patient?.leave();
  analysis?.onApplicationShutdown();
  media.onApplicationShutdown();
  relay?.close();
});

describe('the RTP tap over a network that loses packets', () => {
  it('goes on at 5 % loss, by asking for what is lost', async () => {
    relay.weather = { loses: everyTwentieth() };
    samples = [];
    await wait(MEASURED_MS);
    expect(relay.lost).toBeGreaterThan(0);
    expect(relay.packetsAsked).toBeGreaterThan(0);
    expect(estimates().length).toBeGreaterThan((MEASURED_MS / 1_000) * 3);
    expect(relay.keyFramesAsked).toBeLessThanOrEqual(1);
  });

  it('goes on after bursts, also where nothing comes again: it asks for a key frame', async () => {
    relay.weather = { loses: () => nowMs() % 2_000 < 300, losesRequests: true };
    samples = [];
    const before = relay.keyFramesAsked;
    await wait(MEASURED_MS);
    expect(relay.keyFramesAsked).toBeGreaterThan(before);
    expect(relay.keyFramesAsked - before).toBeLessThanOrEqual(MEASURED_MS / 1_000);
    expect(estimates().length).toBeGreaterThan((MEASURED_MS / 1_000) * 2);
  });

  it('shows what is there now, and nothing older than a second', async () => {
    relay.weather = { loses: everyTwentieth() };
    await eventually(() => estimates().at(-1)?.label === 'happiness', 'the old face');
    shown = 'surprise';
    const changedAt = nowMs();
    await eventually(() => estimates().at(-1)?.label === 'surprise', 'the new face');
    expect(nowMs() - changedAt).toBeLessThan(4_000);
    for (const { atMs, heardAt } of estimates()) expect(heardAt - atMs).toBeLessThan(1_000);
  });
});
