import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { MediaPeer, shade } from './support/media-peer.ts';
import { eventually } from '../support/eventually.ts';

const callId = 'call';
let media: MediaService;
let peers: MediaPeer[];

const join = async (call = callId) => {
  const peer = await MediaPeer.join(media, call);
  peers.push(peer);
  return peer;
};

beforeEach(async () => {
  peers = [];
  media = new MediaService({ workers: 2, basePort: 0, listen: ['127.0.0.1'], announced: null });
  await media.onModuleInit();
});

afterEach(() => {
  for (const peer of peers) peer.leave();
  media.onApplicationShutdown();
});

describe('MediaService with real workers', () => {
  it('carries a camera from one participant to another', async () => {
    const [sender, receiver] = [await join(), await join()];
    const producerId = await sender.sendCamera(shade);
    expect(media.producersOf(callId, sender.participantId)).toEqual([{ id: producerId, source: 'camera', kind: 'video', paused: false }]);
    const pictures = await receiver.receive(producerId);
    await eventually(() => pictures() > 10, 'ten pictures');
  });

  it('tells when a producer comes, pauses, resumes and goes', async () => {
    const sender = await join();
    let changes = 0;
    media.on('producersChanged', () => changes++);
    const producerId = await sender.sendCamera(shade);
    expect(changes).toBe(1);
    await media.pauseProducer(callId, sender.participantId, producerId, true);
    expect(media.producersOf(callId, sender.participantId)[0]?.paused).toBe(true);
    await media.pauseProducer(callId, sender.participantId, producerId, false);
    await media.closeProducer(callId, sender.participantId, producerId);
    expect(media.producersOf(callId, sender.participantId)).toEqual([]);
    expect(changes).toBe(4);
  });

  it('tells whether the person or their device has paused a producer', async () => {
    const sender = await join();
    const producerId = await sender.sendCamera(shade);
    let changes = 0;
    media.on('producersChanged', () => changes++);
    const info = () => media.producersOf(callId, sender.participantId)[0];
    await media.pauseProducer(callId, sender.participantId, producerId, true, true);
    expect(info()).toMatchObject({ paused: true, byDevice: true });
    await media.pauseProducer(callId, sender.participantId, producerId, true);
    expect([info()?.paused, info()?.byDevice, changes]).toEqual([true, undefined, 2]);
    await media.pauseProducer(callId, sender.participantId, producerId, false);
    expect(info()).toEqual({ id: producerId, source: 'camera', kind: 'video', paused: false });
  });

  it('tells who speaks and how loud, and that nobody does', async () => {
    const speaker = await join();
    const speakers: (string | null)[] = [];
    const levels: number[] = [];
    media.on('activeSpeaker', (event) => speakers.push(event.participantId));
    media.on('audioLevels', (event) => levels.push(...event.levels.map(({ level }) => level)));
    let volume = 1;
    await speaker.sendMicrophone(() => volume);
    await eventually(() => speakers.at(-1) === speaker.participantId, 'the active speaker');
    expect(Math.max(...levels)).toBeGreaterThan(-50);
    volume = 0;
    await eventually(() => speakers.at(-1) === null, 'silence');
  });

  it('refuses the ids of another participant and of another call', async () => {
    const [sender, other, stranger] = [await join(), await join(), await join('elsewhere')];
    const producerId = await sender.sendCamera(shade);
    const theirs = await other.transport('receive');
    const strangers = await stranger.transport('receive');
    const rtpCapabilities = await media.routerRtpCapabilities(callId);
    await expect(media.pauseProducer(callId, other.participantId, producerId, true)).rejects.toMatchObject({ code: 'producer-unknown' });
    await expect(media.closeProducer(callId, other.participantId, producerId)).rejects.toMatchObject({ code: 'producer-unknown' });
    await expect(media.restartIce(callId, sender.participantId, theirs.id)).rejects.toMatchObject({ code: 'transport-unknown' });
    await expect(
      media.consume(callId, sender.participantId, { transportId: theirs.id, producerId, rtpCapabilities }),
    ).rejects.toMatchObject({ code: 'transport-unknown' });
    await expect(
      media.consume('elsewhere', stranger.participantId, { transportId: strangers.id, producerId, rtpCapabilities }),
    ).rejects.toMatchObject({ code: 'cannot-consume' });
    await expect(media.resumeConsumer(callId, other.participantId, 'none')).rejects.toMatchObject({ code: 'consumer-unknown' });
    await expect(media.pauseProducer('no call', other.participantId, producerId, true)).rejects.toMatchObject({
      code: 'call-media-unknown',
    });
  });

  it('refuses malformed media parameters with a message, not a crash', async () => {
    const sender = await join();
    const { id: transportId } = await media.createTransport(callId, sender.participantId, 'send');
    const request = { transportId, kind: 'video' as const, source: 'camera' as const, rtpParameters: { codecs: 'none' } as never };
    await expect(media.produce(callId, sender.participantId, request)).rejects.toMatchObject({ code: 'invalid-media-parameters' });
    await expect(media.produce(callId, sender.participantId, { ...request, source: 'microphone' })).rejects.toMatchObject({
      code: 'wrong-source',
    });
    await expect(media.connectTransport(callId, sender.participantId, transportId, { fingerprints: [] })).rejects.toMatchObject({
      code: 'invalid-media-parameters',
    });
    expect(media.workerCount()).toBe(2);
  });

  it('replaces the transport of a participant who joins again, with what was on it', async () => {
    const sender = await join();
    await sender.sendCamera(shade);
    await media.createTransport(callId, sender.participantId, 'send');
    expect(media.producersOf(callId, sender.participantId)).toEqual([]);
  });

  it('gives new ICE parameters for a restart', async () => {
    const peer = await join();
    const { id, iceParameters } = await media.createTransport(callId, peer.participantId, 'receive');
    const restarted = await media.restartIce(callId, peer.participantId, id);
    expect(restarted.usernameFragment).not.toBe(iceParameters.usernameFragment);
  });

  it('replaces a dead worker, tells its calls, and serves them again', async () => {
    const sender = await join();
    await sender.sendCamera(shade);
    const lost: string[] = [];
    media.on('routerLost', (event) => lost.push(event.callId));
    for (const pid of media.workerPids()) process.kill(pid, 'SIGKILL');
    await eventually(() => lost.length > 0 && media.workerCount() === 2, 'a new worker');
    expect(lost).toEqual([callId]);
    expect(media.producersOf(callId, sender.participantId)).toEqual([]);
    const again = await MediaPeer.join(media, callId, sender.participantId);
    peers.push(again);
    const receiver = await join();
    const pictures = await receiver.receive(await again.sendCamera(shade));
    await eventually(() => pictures() > 3, 'pictures over the new worker');
  });
});
