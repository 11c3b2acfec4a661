/** Payload bytes a packet; leaves room for RTP, the descriptor, and SRTP on the way on. */
const MAX_PAYLOAD = 1_150;
const NTP_EPOCH_S = 2_208_988_800;
export const CLOCK_RATE = 90_000;

export interface Vp8Frame {
  data: Buffer;
  temporalLayer: number;
}

/** One RTP stream of VP8 with its own sequence numbers, picture ids and timestamps (RFC 3550, RFC 7741). */
export class Vp8RtpStream {
  readonly ssrc: number;
  readonly #payloadType: number;
  #sequence = Math.floor(Math.random() * 0x7fff);
  #pictureId = Math.floor(Math.random() * 0x3fff);
  #tl0PicIdx = Math.floor(Math.random() * 0xff);
  #packets = 0;
  #octets = 0;
  #lastTemporalLayer = 0;

  constructor(ssrc: number, payloadType: number) {
    this.ssrc = ssrc;
    this.#payloadType = payloadType;
  }

  /** The packets of one frame. */
  packetize({ data, temporalLayer }: Vp8Frame, timestamp: number): Buffer[] {
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    if (temporalLayer === 0) this.#tl0PicIdx = (this.#tl0PicIdx + 1) & 0xff;
    // What follows the base layer directly refers to nothing else, so a receiver may step up there.
    const sync = temporalLayer > 0 && (this.#lastTemporalLayer === 0 || temporalLayer === 1);
    this.#lastTemporalLayer = temporalLayer;
    const packets: Buffer[] = [];
    const parts = Math.max(1, Math.ceil(data.length / MAX_PAYLOAD));
    const size = Math.ceil(data.length / parts);
    for (let part = 0; part < parts; part++) {
      const payload = data.subarray(part * size, (part + 1) * size);
      const packet = Buffer.alloc(18 + payload.length);
      packet[0] = 0x80;
      packet[1] = this.#payloadType | (part === parts - 1 ? 0x80 : 0);
      packet.writeUInt16BE(this.#sequence, 2);
      packet.writeUInt32BE(timestamp >>> 0, 4);
      packet.writeUInt32BE(this.ssrc, 8);
      // X; N for what nothing refers to; S at the start of the one partition.
      packet[12] = 0x80 | (temporalLayer === 2 ? 0x20 : 0) | (part === 0 ? 0x10 : 0);
      // I, L, T.
      packet[13] = 0xe0;
      packet.writeUInt16BE(0x8000 | this.#pictureId, 14);
      packet[16] = this.#tl0PicIdx;
      packet[17] = (temporalLayer << 6) | (sync ? 0x20 : 0);
      payload.copy(packet, 18);
      this.#sequence = (this.#sequence + 1) & 0xffff;
      this.#packets++;
      this.#octets += payload.length + 6;
      packets.push(packet);
    }
    return packets;
  }

  /** Without sender reports the SFU cannot tell how the layers' timestamps belong together, and never switches. */
  senderReport(timestamp: number, wallClockMs: number): Buffer {
    const report = Buffer.alloc(28);
    report[0] = 0x80;
    report[1] = 200;
    report.writeUInt16BE(6, 2);
    report.writeUInt32BE(this.ssrc, 4);
    report.writeUInt32BE(Math.floor(wallClockMs / 1_000) + NTP_EPOCH_S, 8);
    report.writeUInt32BE(Math.floor(((wallClockMs % 1_000) / 1_000) * 2 ** 32) >>> 0, 12);
    report.writeUInt32BE(timestamp >>> 0, 16);
    report.writeUInt32BE(this.#packets >>> 0, 20);
    report.writeUInt32BE(this.#octets >>> 0, 24);
    return report;
  }
}

/** What a producer needs to know of three such streams. */
export function simulcastParameters(ssrcs: readonly number[], payloadType: number): object {
  return {
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType,
        clockRate: CLOCK_RATE,
        parameters: {},
        rtcpFeedback: [
          { type: 'nack', parameter: 'pli' },
          { type: 'ccm', parameter: 'fir' },
        ],
      },
    ],
    headerExtensions: [],
    encodings: ssrcs.map((ssrc) => ({ ssrc, scalabilityMode: 'L1T3' })),
    rtcp: { cname: `bench-${ssrcs[0]}` },
  };
}
