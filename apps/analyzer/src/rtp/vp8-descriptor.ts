/** What precedes the VP8 data of each packet (RFC 7741, 4.2). */
export interface Vp8Descriptor {
  /** The first packet of a picture: S, with partition 0. */
  readonly start: boolean;
  /** N: no other picture refers to this one. */
  readonly nonReference: boolean;
  /** Counts the pictures of the base layer, 8 bits; of a higher layer's picture: the base picture that it builds on. */
  readonly tl0PicIdx: number | null;
  /** TID; null where there are no temporal layers. */
  readonly temporalLayer: number | null;
  /** Y: refers to nothing but the base layer. */
  readonly layerSync: boolean;
  /** Bytes before the VP8 data. */
  readonly length: number;
}

/** Null where the payload ends before its descriptor, or holds no data after it. */
export function parseVp8Descriptor(payload: Buffer): Vp8Descriptor | null {
  const first = payload[0] ?? 0;
  let at = 1;
  const present = (first & 0x80) === 0 ? 0 : (payload[at++] ?? 0);
  const hasTid = (present & 0x20) !== 0;
  // A picture id has 7 or 15 bits; nothing needs it here.
  if ((present & 0x80) !== 0) at += ((payload[at] ?? 0) & 0x80) === 0 ? 1 : 2;
  const tl0PicIdx = (present & 0x40) === 0 ? null : (payload[at++] ?? 0);
  // TID and KEYIDX share a byte.
  const layers = (present & 0x30) === 0 ? 0 : (payload[at++] ?? 0);
  if (at >= payload.length) return null;
  return {
    start: (first & 0x10) !== 0 && (first & 0x07) === 0,
    nonReference: (first & 0x20) !== 0,
    tl0PicIdx,
    temporalLayer: hasTid ? layers >> 6 : null,
    layerSync: hasTid && (layers & 0x20) !== 0,
    length: at,
  };
}

/** Of a picture's first bytes: P is 0 in a key frame (RFC 6386, 9.1). */
export function isKeyFrame(data: Buffer): boolean {
  return (data[0]! & 0x01) === 0;
}

/** Width and height in pixels as a key frame states them; null where its header is cut short or wrong. */
export function keyFrameSize(data: Buffer): { width: number; height: number } | null {
  if (data.length < 10 || data[3] !== 0x9d || data[4] !== 0x01 || data[5] !== 0x2a) return null;
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}
