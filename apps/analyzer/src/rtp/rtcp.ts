/** What a receiver asks its sender for (RFC 4585): packets once more, or a whole picture. */
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;
const GENERIC_NACK = 1;
const PICTURE_LOSS = 1;
/** Packets that one entry of a NACK can name after its first. */
const MASKED = 16;

/** A picture loss indication: the next picture shall be a key frame. */
export function pictureLoss(ownSsrc: number, mediaSsrc: number): Buffer {
  return feedback(PAYLOAD_FEEDBACK, PICTURE_LOSS, ownSsrc, mediaSsrc, []);
}

/** Asks for packets by their 16-bit sequence numbers, given in order. */
export function nack(ownSsrc: number, mediaSsrc: number, sequences: readonly number[]): Buffer {
  const entries: { first: number; mask: number }[] = [];
  for (const sequence of sequences) {
    const last = entries.at(-1);
    const distance = last === undefined ? 0 : (sequence - last.first) & 0xffff;
    if (last !== undefined && distance >= 1 && distance <= MASKED) last.mask |= 1 << (distance - 1);
    else entries.push({ first: sequence, mask: 0 });
  }
  return feedback(
    TRANSPORT_FEEDBACK,
    GENERIC_NACK,
    ownSsrc,
    mediaSsrc,
    entries.map(({ first, mask }) => (first & 0xffff) * 0x10000 + mask),
  );
}

function feedback(type: number, format: number, ownSsrc: number, mediaSsrc: number, words: readonly number[]): Buffer {
  const packet = Buffer.alloc(12 + words.length * 4);
  packet[0] = 0x80 | format;
  packet[1] = type;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ownSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  words.forEach((word, index) => packet.writeUInt32BE(word, 12 + index * 4));
  return packet;
}
