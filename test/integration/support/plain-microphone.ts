import { createSocket } from 'node:dgram';
import type { types as mediasoup } from 'mediasoup';
import type { MediaService } from '../../../apps/server/src/media/media.service.ts';
import { OPUS_MS, toOpus } from '../../media/opus.ts';

const PAYLOAD_TYPE = 100;
/** RTP's clock of Opus. */
const TICKS = (48_000 * OPUS_MS) / 1_000;

/** A participant's microphone by plain RTP: Opus packets of 20 ms, of silence while nothing is said. */
export class PlainMicrophone {
  readonly producerId: string;
  readonly #socket = createSocket('udp4');
  readonly #port: number;
  readonly #ssrc: number;
  readonly #timer: NodeJS.Timeout;
  readonly #silence: Buffer[];
  readonly #startedAt = performance.now();
  #said: Buffer[] = [];
  #sent = 0;
  #whenSaid: (() => void) | null = null;

  private constructor(producerId: string, port: number, ssrc: number) {
    this.producerId = producerId;
    this.#port = port;
    this.#ssrc = ssrc;
    this.#silence = toOpus(new Float32Array(16_000));
    this.#timer = setInterval(() => this.#catchUp(), OPUS_MS / 2);
  }

  static async open(media: MediaService, callId: string, participantId: string, ssrc: number): Promise<PlainMicrophone> {
    let transport: mediasoup.PlainTransport | undefined;
    const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const;
    await media.attachTransport(callId, participantId, 'send', async (router) => {
      transport = await router.createPlainTransport({ listenInfo, rtcpMux: true, comedia: true });
      return transport;
    });
    const producerId = await media.produce(callId, participantId, {
      transportId: transport!.id,
      kind: 'audio',
      source: 'microphone',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: PAYLOAD_TYPE, clockRate: 48_000, channels: 2, parameters: {}, rtcpFeedback: [] }],
        encodings: [{ ssrc }],
        rtcp: { cname: 'phone' },
      },
    });
    return new PlainMicrophone(producerId, transport!.tuple.localPort, ssrc);
  }

  /** Resolves when the last of it has been sent. */
  say(sound: Float32Array): Promise<void> {
    this.#said.push(...toOpus(sound));
    return new Promise((resolve) => {
      this.#whenSaid = resolve;
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #catchUp(): void {
    const due = (performance.now() - this.#startedAt) / OPUS_MS;
    while (this.#sent < due) this.#send();
  }

  #send(): void {
    const next = this.#said.shift();
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = PAYLOAD_TYPE;
    header.writeUInt16BE(this.#sent & 0xffff, 2);
    header.writeUInt32BE((this.#sent * TICKS) >>> 0, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    this.#socket.send(Buffer.concat([header, next ?? this.#silence[this.#sent % this.#silence.length]!]), this.#port, '127.0.0.1');
    this.#sent++;
    if (next === undefined || this.#said.length > 0) return;
    this.#whenSaid?.();
    this.#whenSaid = null;
  }
}
