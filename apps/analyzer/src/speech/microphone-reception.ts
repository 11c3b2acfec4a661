import type { types as mediasoup } from 'mediasoup';
import type { TapConnection, TapTransportOptions } from '#contracts/analyzer-link';
import { RtpSocket } from '../rtp/rtp-socket.ts';
import { Microphone } from './microphone.ts';

const CODEC = 'audio/opus';

/** What is received of the server's routers: Opus by plain RTP over loopback. */
export function microphoneCapabilities({ codecs = [] }: mediasoup.RtpCapabilities): mediasoup.RtpCapabilities {
  return {
    codecs: codecs.filter(({ mimeType }) => mimeType.toLowerCase() === CODEC).map((codec) => ({ ...codec, rtcpFeedback: [] })),
    headerExtensions: [],
  };
}

/** One call's microphones. */
export class MicrophonePeer {
  readonly #socket: RtpSocket;
  readonly #microphones = new Map<number, Microphone>();

  private constructor(socket: RtpSocket) {
    this.#socket = socket;
    socket.onPacket = (packet) => this.#microphones.get(packet.ssrc)?.push(packet);
  }

  /** `connect` is called once it is known where to send. Throws an Error for a transport of another kind. */
  static async join(transport: TapTransportOptions, connect: (connection: TapConnection) => void): Promise<MicrophonePeer> {
    const socket = await RtpSocket.open(transport);
    connect({ kind: 'rtp', port: socket.port });
    return new MicrophonePeer(socket);
  }

  /** Throws an Error for a stream that is not Opus. */
  receive({ codecs, encodings }: mediasoup.RtpParameters): Microphone {
    const ssrc = encodings?.[0]?.ssrc;
    if (ssrc === undefined || codecs[0]?.mimeType.toLowerCase() !== CODEC)
      throw new Error(`A microphone's tap takes ${CODEC}, not ${codecs[0]?.mimeType ?? 'nothing'}.`);
    const microphone = new Microphone(() => this.#microphones.delete(ssrc));
    this.#microphones.set(ssrc, microphone);
    return microphone;
  }

  close(): void {
    for (const microphone of [...this.#microphones.values()]) microphone.close();
    this.#socket.close();
  }
}
