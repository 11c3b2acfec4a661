import type { types as mediasoup } from 'mediasoup';
import { AnalysisService } from '../../../apps/server/src/analysis/analysis.service.ts';
import { MediaService } from '../../../apps/server/src/media/media.service.ts';
import { Programs } from '../../../apps/server/src/processes/programs.ts';
import { TestConsent } from './grants.ts';

/**
 * A server's media and analysis in a process of their own, which a test can block, stop or kill: the SFU and the analyzer are processes
 * beside it and go on. The camera is in the test's process, and sends by plain RTP to the port that is told.
 */
const callId = crypto.randomUUID();
const participantId = crypto.randomUUID();
const tell = (message: object) => process.send?.(message);

const media = new MediaService({ workers: 1, basePort: 0, listen: ['127.0.0.1'], announced: null });
await media.onModuleInit();
const analysis = new AnalysisService(
  media,
  {
    profile: 'light',
    device: 'cpu',
    tap: 'rtp',
    samplesPerSecond: 10,
    windowMs: 1_000,
    hysteresis: 0.08,
    threads: 1,
  },
  new Programs({ hidden: [], read: [] }),
);
await analysis.onModuleInit();
analysis.openCall(callId, { nowMs: () => performance.now() });
const consent = new TestConsent(callId, participantId);

analysis.on('samples', ({ samples }) =>
  tell({ type: 'samples', heardAt: Date.now(), samples: samples.map(({ atMs, state }) => ({ at: performance.timeOrigin + atMs, state })) }),
);
analysis.on('stats', ({ framesReceived, framesSampled }) => tell({ type: 'stats', framesReceived, framesSampled }));

let transport: mediasoup.PlainTransport | undefined;
await media.attachTransport(
  callId,
  participantId,
  'send',
  async (router) =>
    (transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' }, rtcpMux: true, comedia: true })),
);

process.on(
  'message',
  (
    message:
      | { type: 'camera'; ssrc: number; payloadType: number }
      | { type: 'grant' }
      | { type: 'withdraw' }
      | { type: 'block'; ms: number },
  ) => {
    if (message.type === 'grant') analysis.analyse(consent.grant());
    else if (message.type === 'withdraw') consent.withdraw();
    else if (message.type === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.ms);
    else {
      void media.produce(callId, participantId, {
        transportId: transport!.id,
        kind: 'video',
        source: 'camera',
        rtpParameters: {
          codecs: [
            {
              mimeType: 'video/VP8',
              payloadType: message.payloadType,
              clockRate: 90_000,
              parameters: {},
              rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
            },
          ],
          headerExtensions: [],
          encodings: [{ ssrc: message.ssrc }],
          rtcp: { cname: 'lease' },
        },
      });
    }
  },
);
process.on('disconnect', () => process.exit(0));
const ready = setInterval(() => {
  if (analysis.classes().length === 0) return;
  clearInterval(ready);
  tell({ type: 'ready', port: transport!.tuple.localPort, analyzer: analysis.analyzerPid() });
}, 50);
