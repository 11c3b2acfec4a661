import type { types as mediasoup } from 'mediasoup';
import type { TapConnection, TapTransportOptions } from '#contracts/analyzer-link';
import type { CallPeer, Reception, TapOptions } from '../call-peer.ts';
import type { FrameTap } from '../frame-tap.ts';
import { nack, pictureLoss } from './rtcp.ts';
import { RtpFrameTap } from './rtp-frame-tap.ts';
import { RtpSocket } from './rtp-socket.ts';
import { VIDEO_ORIENTATION } from './video-orientation.ts';

const CODEC = 'video/vp8';

/** Plain RTP over loopback: nothing to decrypt, nothing decoded that is not needed. For an analyzer on the server's own machine. */
export class RtpReception implements Reception {
  readonly rtpCapabilities: mediasoup.RtpCapabilities;

  constructor({ codecs = [], headerExtensions = [] }: mediasoup.RtpCapabilities) {
    this.rtpCapabilities = {
      codecs: codecs
        .filter(({ mimeType }) => mimeType.toLowerCase() === CODEC)
        .map((codec) => ({
          ...codec,
          rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
        })),
      headerExtensions: headerExtensions.filter(({ kind, uri }) => kind === 'video' && uri === VIDEO_ORIENTATION),
    };
  }

  async join(transport: TapTransportOptions, connect: (connection: TapConnection) => void): Promise<CallPeer> {
    const socket = await RtpSocket.open(transport);
    connect({ kind: 'rtp', port: socket.port });
    return new RtpPeer(socket);
  }
}

/** One socket for all taps of a call; their streams differ by SSRC. */
class RtpPeer implements CallPeer {
  readonly #socket: RtpSocket;
  readonly #ssrc = Math.floor(Math.random() * 2 ** 32);
  readonly #taps = new Map<number, RtpFrameTap>();
  #closed = false;

  constructor(socket: RtpSocket) {
    this.#socket = socket;
    socket.onPacket = (packet) => this.#taps.get(packet.ssrc)?.push(packet);
  }

  connected(): void {
    // Nothing waits for it: the server resumes no consumer before it knows where to send.
  }

  /** Throws an Error for a stream that is not VP8. */
  async receive({ rtpParameters: { codecs, encodings, headerExtensions } }: TapOptions): Promise<FrameTap> {
    const ssrc = encodings?.[0]?.ssrc;
    if (ssrc === undefined || codecs[0]?.mimeType.toLowerCase() !== CODEC)
      throw new Error(`The RTP tap takes ${CODEC}, not ${codecs[0]?.mimeType ?? 'nothing'}.`);
    const tap = new RtpFrameTap({
      orientationId: headerExtensions?.find(({ uri }) => uri === VIDEO_ORIENTATION)?.id ?? null,
      askForPackets: (sequences) => this.#socket.send(nack(this.#ssrc, ssrc, sequences)),
      askForKeyFrame: () => this.#socket.send(pictureLoss(this.#ssrc, ssrc)),
      onClose: () => this.#taps.delete(ssrc),
    });
    this.#taps.set(ssrc, tap);
    return tap;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const tap of [...this.#taps.values()]) tap.close();
    this.#socket.close();
  }
}
