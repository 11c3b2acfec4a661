const VERSION = 2;
const FIXED_HEADER = 12;
/** RFC 8285: how a header extension block says which form its elements have. */
const ONE_BYTE = 0xbede;
const TWO_BYTE = 0x100;

/** One RTP packet (RFC 3550). `payload` and `extensions` share memory with the datagram. */
export interface RtpPacket {
  readonly payloadType: number;
  /** Set on the last packet of a picture. */
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
  readonly extensions: HeaderExtensions | null;
}

export interface HeaderExtensions {
  readonly form: number;
  readonly data: Buffer;
}

/** Whether a datagram is RTCP rather than RTP, where both share a port (RFC 5761). */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** Null for whatever is no whole RTP packet. */
export function parseRtp(datagram: Buffer): RtpPacket | null {
  if (datagram.length < FIXED_HEADER || datagram[0]! >> 6 !== VERSION) return null;
  const [flags, type] = [datagram[0]!, datagram[1]!];
  let at = FIXED_HEADER + (flags & 0x0f) * 4;
  let extensions: HeaderExtensions | null = null;
  if ((flags & 0x10) !== 0) {
    if (datagram.length < at + 4) return null;
    const end = at + 4 + datagram.readUInt16BE(at + 2) * 4;
    extensions = { form: datagram.readUInt16BE(at), data: datagram.subarray(at + 4, end) };
    at = end;
  }
  const padding = (flags & 0x20) === 0 ? 0 : datagram[datagram.length - 1]!;
  const end = datagram.length - padding;
  if (end < at) return null;
  return {
    payloadType: type & 0x7f,
    marker: (type & 0x80) !== 0,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(at, end),
    extensions,
  };
}

/** One element of a packet's header extensions (RFC 8285), or null where it is not there. */
export function headerExtension({ form, data }: HeaderExtensions, id: number): Buffer | null {
  const header = form === ONE_BYTE ? 1 : form >> 4 === TWO_BYTE ? 2 : 0;
  for (let at = 0; header > 0 && at + header <= data.length; ) {
    const first = data[at]!;
    // A zero is padding.
    if (first === 0) {
      at++;
      continue;
    }
    const [found, length] = header === 1 ? [first >> 4, (first & 0x0f) + 1] : [first, data[at + 1]!];
    if (header === 1 && found === 15) return null;
    if (found === id) return at + header + length <= data.length ? data.subarray(at + header, at + header + length) : null;
    at += header + length;
  }
  return null;
}
