import type { RtpPacket } from './rtp-packet.ts';
import { isKeyFrame, parseVp8Descriptor, type Vp8Descriptor } from './vp8-descriptor.ts';

/** More packets than this are never kept: a picture of 1 MB. */
const KEPT_AT_MOST = 1_024;

/** A whole encoded picture. */
export interface EncodedFrame {
  /** Unwrapped sequence numbers of its first and last packet. */
  readonly first: number;
  readonly last: number;
  readonly key: boolean;
  /** Of its first packet. */
  readonly descriptor: Vp8Descriptor;
  readonly packets: readonly RtpPacket[];
  readonly data: Buffer;
}

interface Kept {
  readonly packet: RtpPacket;
  readonly descriptor: Vp8Descriptor;
}

/** Puts packets together to pictures, in whatever order they come. */
export class FrameAssembler {
  readonly #kept = new Map<number, Kept>();

  /** Answers the picture that this packet completes, if it does. `sequence` is unwrapped. */
  add(sequence: number, packet: RtpPacket): EncodedFrame | null {
    const descriptor = parseVp8Descriptor(packet.payload);
    if (descriptor === null || this.#kept.has(sequence)) return null;
    if (this.#kept.size >= KEPT_AT_MOST) this.#kept.delete(Math.min(...this.#kept.keys()));
    this.#kept.set(sequence, { packet, descriptor });
    // Forward first: in order, the next packet is not there yet, and no step is taken in vain.
    const last = this.#walk(sequence, 1, ({ packet: { marker } }) => marker);
    const first = last === null ? null : this.#walk(sequence, -1, ({ descriptor: { start } }) => start);
    return first === null || last === null ? null : this.#take(first, last);
  }

  /** Whether the packet is there and in the middle of a picture whose beginning is not. */
  isRemnant(sequence: number): boolean {
    return this.#kept.get(sequence)?.descriptor.start === false;
  }

  forgetBelow(sequence: number): void {
    for (const kept of this.#kept.keys()) if (kept < sequence) this.#kept.delete(kept);
  }

  #walk(from: number, step: 1 | -1, isEnd: (kept: Kept) => boolean): number | null {
    const timestamp = this.#kept.get(from)?.packet.timestamp;
    for (let at = from; ; at += step) {
      const kept = this.#kept.get(at);
      if (kept === undefined || kept.packet.timestamp !== timestamp) return null;
      if (isEnd(kept)) return at;
    }
  }

  #take(first: number, last: number): EncodedFrame | null {
    const parts: Kept[] = [];
    for (let at = first; at <= last; at++) {
      const part = this.#kept.get(at);
      if (part !== undefined) parts.push(part);
      this.#kept.delete(at);
    }
    const descriptor = parts[0]?.descriptor;
    if (descriptor === undefined) return null;
    const data = Buffer.concat(parts.map(({ packet, descriptor: { length } }) => packet.payload.subarray(length)));
    return { first, last, key: isKeyFrame(data), descriptor, packets: parts.map(({ packet }) => packet), data };
  }
}
