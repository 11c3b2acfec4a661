import { createSocket } from 'node:dgram';
import type { types as mediasoup } from 'mediasoup';
import type { MediaService } from '../../../apps/server/src/media/media.service.ts';
import { CLOCK_RATE, type Vp8Frame, Vp8RtpStream } from '../../load/live/vp8-rtp.ts';
import { movingClip } from './vp8-clip.ts';

const PAYLOAD_TYPE = 101;
const ORIENTATION_ID = 4;
const FRAME_RATE = 30;

/** A phone's camera by plain RTP: 320×180, and to be turned by `quarterTurns` clockwise, as the last packet of each frame says. Answers how to stop it. */
export async function sendPlainCamera(
  media: MediaService,
  callId: string,
  participantId: string,
  quarterTurns: number,
  clip?: Vp8Frame[],
): Promise<() => void> {
  const frames = clip ?? (await movingClip(64, 16));
  let transport: mediasoup.PlainTransport | undefined;
  await media.attachTransport(
    callId,
    participantId,
    'send',
    async (router) =>
      (transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' }, rtcpMux: true, comedia: true })),
  );
  const stream = new Vp8RtpStream(4_711, PAYLOAD_TYPE);
  await media.produce(callId, participantId, {
    transportId: transport!.id,
    kind: 'video',
    source: 'camera',
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: PAYLOAD_TYPE,
          clockRate: CLOCK_RATE,
          parameters: {},
          rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
        },
      ],
      headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: ORIENTATION_ID }],
      encodings: [{ ssrc: stream.ssrc }],
      rtcp: { cname: 'phone' },
    },
  });
  const socket = createSocket('udp4');
  let sent = 0;
  const timer = setInterval(() => {
    const frame = frames[sent % frames.length]!;
    const packets = stream.packetize(frame, (sent++ * CLOCK_RATE) / FRAME_RATE);
    packets.forEach((packet, index) => {
      const last = index === packets.length - 1;
      socket.send(last ? withOrientation(packet, quarterTurns) : packet, transport!.tuple.localPort, '127.0.0.1');
    });
  }, 1_000 / FRAME_RATE);
  return () => {
    clearInterval(timer);
    socket.close();
  };
}

/** The same packet with a header extension (RFC 8285, one-byte header). */
function withOrientation(packet: Buffer, quarterTurns: number): Buffer {
  const turned = Buffer.concat([
    packet.subarray(0, 12),
    Buffer.of(0xbe, 0xde, 0, 1, ORIENTATION_ID << 4, quarterTurns, 0, 0),
    packet.subarray(12),
  ]);
  turned[0]! |= 0x10;
  return turned;
}
