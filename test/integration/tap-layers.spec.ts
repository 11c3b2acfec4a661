import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RtpReception } from '../../apps/analyzer/src/rtp/rtp-reception.ts';
import { insistOnLayers, preferLayers, type Tap } from '../../apps/server/src/taps/tap.ts';
import { MediaService } from '../../apps/server/src/media/media.service.ts';
import { MediaPeer, shade } from './support/media-peer.ts';
import { eventually } from '../support/eventually.ts';

const LOWEST = { spatialLayer: 0, temporalLayer: 0 };
const callId = crypto.randomUUID();
let media: MediaService;
let patient: MediaPeer;

beforeAll(async () => {
  media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
  await media.onModuleInit();
  patient = await MediaPeer.join(media, callId);
});

afterAll(() => {
  patient?.leave();
  media.onApplicationShutdown();
});

it('a layer that cannot be had yet comes over plain RTP too, once it can', async () => {
  const producerId = await patient.sendCamera(shade);
  const { rtpCapabilities } = new RtpReception(await media.routerRtpCapabilities(callId));
  const socket = createSocket('udp4')
    .on('message', () => undefined)
    .bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const transport = await media.openTapTransport(callId, 'rtp');
  await transport.connect({ kind: 'rtp', port: socket.address().port });
  const consumer = await transport.consume({ producerId, rtpCapabilities, preferredLayers: LOWEST });
  await eventually(() => consumer.currentLayers !== undefined, 'the lowest layer');
  const tap: Tap = { id: consumer.id, producerId, consumer, paused: false, aliveAt: 0, brought: true, preferred: LOWEST, preferredAt: 0 };
  // The camera's largest layer has only begun, and the SFU does not know its clock.
  await preferLayers(tap, { spatialLayer: 2, temporalLayer: 0 });
  const timer = setInterval(() => void insistOnLayers(tap), 250);
  await eventually(() => consumer.currentLayers?.spatialLayer === 2, 'the largest layer');
  clearInterval(timer);
  expect(consumer.preferredLayers).toEqual({ spatialLayer: 2, temporalLayer: 0 });
  socket.close();
});
