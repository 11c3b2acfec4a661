import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, ofType } from '../../live/child.ts';
import { type BenchCall, Clinician, openCall, request } from '../../live/clients.ts';
import type { FromHost, ToHost } from '../../live/messages.ts';
import { monotonicMs } from '../../live/monotonic.ts';
import { CLOCK_RATE, simulcastParameters, Vp8RtpStream } from '../../live/vp8-rtp.ts';
import { cameraLayers, type CameraLayers } from './camera-layers.ts';
import type { Labelled } from './compare.ts';

const PAYLOAD_TYPE = 101;
/** A camera is shown for a while before the video begins: connections are made, the layer is chosen, the analyzer compiles. */
const LEAD_MS = 6_000;
/** For the last samples to come. */
const TAIL_MS = 1_000;

/** What a clinician's page is sent of the video, on the video's clock. */
export interface CallSamples {
  samples: Labelled[];
  frameMs: number;
}

/** Plays a video as a patient's camera to a whole server, as built, with a real SFU and analyzer, in real time. */
export async function callSamples(video: string, { profile, say }: { profile: string; say: (line: string) => void }): Promise<CallSamples> {
  say('Encoding the camera …');
  const camera = await cameraLayers(video);
  const data = await mkdtemp(path.join(tmpdir(), 'attune-agreement-'));
  const host = new Child<ToHost, FromHost>('host.ts', {
    ATTUNE_DATA: data,
    ATTUNE_PORT: '0',
    ATTUNE_HOST: '127.0.0.1',
    ATTUNE_MEDIA_LISTEN: '127.0.0.1',
    // The demo's patient sends its words as a browser would; what this machine happens to have installed makes no difference.
    ATTUNE_SPEECH: 'off',
    ATTUNE_BROWSER_CAPTIONS: '1',
    ATTUNE_MEDIA_PORT: '0',
    ATTUNE_PROFILE: profile,
    ATTUNE_DEVICE: 'cpu',
    NODE_ENV: 'production',
  });
  try {
    const started = await host.next((message) => message.type === 'ready' || message.type === 'failed');
    if (started.type !== 'ready') throw new Error(`The server did not start: ${started.type === 'failed' ? started.message : ''}`);
    const account = new Clinician(started.url);
    await account.setUp(data);
    const call = await openCall(started.url, account, 0);
    try {
      say('Playing it in a call …');
      return await play(call, host, camera);
    } finally {
      for (const socket of [call.clinician, call.patient]) socket.disconnect();
    }
  } finally {
    await host.end();
    await rm(data, { recursive: true, force: true });
  }
}

async function play(call: BenchCall, host: Child<ToHost, FromHost>, camera: CameraLayers): Promise<CallSamples> {
  const heard: { atMs: number; label: string | null; arrivedAt: number }[] = [];
  call.clinician.on('emotionSamples', ({ samples }) => {
    for (const { atMs, label, state } of samples) if (state !== 'paused') heard.push({ atMs, label, arrivedAt: monotonicMs() });
  });
  const opened = host.next(ofType<FromHost, 'opened'>('opened'));
  host.send({ type: 'open', n: 0, callId: call.callId, participantId: call.patientId, direction: 'send' });
  const { transportId, port } = await opened;
  const ssrcs = [1, 2, 3];
  await request(call.patient, 'produce', {
    transportId,
    kind: 'video',
    source: 'camera',
    rtpParameters: simulcastParameters(ssrcs, PAYLOAD_TYPE) as never,
  });
  const sentAt = await send(
    camera,
    ssrcs.map((ssrc) => new Vp8RtpStream(ssrc, PAYLOAD_TYPE)),
    port,
  );
  await sleep(TAIL_MS);
  if (heard.length === 0) throw new Error('The call had no sample.');
  // The call's clock, by the sample that arrived soonest after its time.
  const clock = Math.min(...heard.map(({ atMs, arrivedAt }) => arrivedAt - atMs));
  const frameMs = 1_000 / camera.frameRate;
  // A sample is of the picture sent last before it, however late a busy machine sent that one.
  const samples = heard.flatMap(({ atMs, label }) => {
    const frame = sentAt.findLastIndex((at) => at <= atMs + clock);
    return frame === -1 || atMs + clock > sentAt.at(-1)! + frameMs ? [] : [{ atMs: frame * frameMs, label }];
  });
  return { samples, frameMs };
}

/**
 * The lead is the video's beginning, over and over from its first key frame, so that the face is known but nothing that is compared has been seen in this order.
 * @returns when each picture of the video itself was sent
 */
async function send({ layers, frameRate }: CameraLayers, streams: readonly Vp8RtpStream[], port: number): Promise<number[]> {
  const socket = createSocket('udp4');
  const lead = Math.round((LEAD_MS * frameRate) / 1_000 / 32) * 32;
  const total = lead + layers[0]!.length;
  const beganAt = monotonicMs();
  const sentAt: number[] = [];
  for (let sent = 0; sent < total; sent++) {
    const due = beganAt + (sent * 1_000) / frameRate;
    await sleep(Math.max(0, due - monotonicMs()));
    if (sent >= lead) sentAt.push(monotonicMs());
    const timestamp = Math.round((sent * CLOCK_RATE) / frameRate);
    streams.forEach((stream, layer) => {
      const frame = layers[layer]![sent < lead ? sent % 32 : sent - lead];
      if (frame === undefined) return;
      for (const packet of stream.packetize(frame, timestamp)) socket.send(packet, port, '127.0.0.1');
      if (sent % Math.round(frameRate) === 1) socket.send(stream.senderReport(timestamp, Date.now()), port, '127.0.0.1');
    });
  }
  socket.close();
  return sentAt;
}
