import type { Rotation } from '#inference/rotate';
import { type FrameTap, type OwnPlane, tappedPicture, type TappedPicture } from '../frame-tap.ts';
import { PlaneMemory } from '../plane-memory.ts';
import { DecodeOrder } from './decode-order.ts';
import { type EncodedFrame, FrameAssembler } from './frame-assembler.ts';
import { MissingPackets } from './missing-packets.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { rotationOf } from './video-orientation.ts';
import { DecodeError, Vp8Decoder } from './vp8-decoder.ts';

/** A camera is asked for a key frame no more often: each costs it as much as many other pictures. */
const KEY_FRAME_EVERY_MS = 1_000;

export interface RtpTapParts {
  /** The number of the header extension for video orientation, or null where none was negotiated. */
  orientationId: number | null;
  /** Asks the sender for packets by their 16-bit sequence numbers. */
  askForPackets: (sequences: readonly number[]) => void;
  askForKeyFrame: () => void;
  onClose: () => void;
}

/**
 * The decoded pictures of one VP8 stream. What is lost is asked for, waited for and given up; nothing is shown that was not decoded
 * from all it refers to.
 */
export class RtpFrameTap implements FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null = null;
  readonly #parts: RtpTapParts;
  readonly #assembler = new FrameAssembler();
  readonly #missing = new MissingPackets();
  readonly #order = new DecodeOrder();
  readonly #decoder = new Vp8Decoder();
  readonly #memory = new PlaneMemory();
  #rotation: Rotation = 0;
  /** The highest sequence number yet, unwrapped. */
  #latest: number | null = null;
  #askedForKeyFrameAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: RtpTapParts) {
    this.#parts = parts;
  }

  /** A packet of the stream, in whatever order. Pictures that it completes are handed out before this returns. */
  push(packet: RtpPacket): void {
    if (this.#closed) return;
    const now = performance.now();
    const sequence = unwrapped(packet.sequence, this.#latest);
    this.#latest = Math.max(this.#latest ?? sequence, sequence);
    this.#order.beginAt(sequence);
    if (sequence < (this.#order.next ?? sequence)) return;
    if (this.#missing.came(sequence, now)) this.#order.giveUp(sequence - 1);
    const frame = this.#assembler.add(sequence, packet);
    if (frame !== null) this.#order.add(frame);
    this.#advance(now);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onPicture = null;
    clearTimeout(this.#timer);
    this.#decoder.close();
    this.#parts.onClose();
  }

  #advance(now: number): void {
    do {
      for (let frame = this.#order.take(); frame !== null; frame = this.#order.take()) this.#receive(frame);
    } while (this.#passHole());
    const next = this.#order.next ?? 0;
    this.#assembler.forgetBelow(next);
    this.#missing.forgetBelow(next);
    if (this.#order.needsKeyFrame && now - this.#askedForKeyFrameAt >= KEY_FRAME_EVERY_MS) {
      this.#askedForKeyFrameAt = now;
      this.#parts.askForKeyFrame();
    }
    this.#watch(now);
  }

  /** Goes past packets that can never become a picture; answers whether there were any. */
  #passHole(): boolean {
    const { next, waitingAt } = this.#order;
    if (next === null) return false;
    if (this.#assembler.isRemnant(next)) this.#order.giveUp(next);
    // Nothing is missing before the picture that waits: what lies there was never a whole one.
    else if (waitingAt !== null && !this.#missing.isAnyIn(next, waitingAt)) this.#order.giveUp(waitingAt - 1);
    else return false;
    return true;
  }

  #receive(frame: EncodedFrame): void {
    // The receiver of the previous picture has closed it.
    if (this.#closed) return;
    this.#rotation = rotationOf(frame, this.#parts.orientationId) ?? (frame.key ? 0 : this.#rotation);
    try {
      if (frame.descriptor.nonReference) this.#showUndecoded(frame);
      else if (this.#decoder.decode(frame.data, frame.key)) this.#show((memory) => this.#decoder.luma(memory));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#order.fallOut();
    }
  }

  /** Nothing refers to it, so it is decoded only if it is taken. */
  #showUndecoded({ data, key }: EncodedFrame): void {
    this.#show((memory) => {
      this.#decoder.decode(data, key);
      return this.#decoder.luma(memory);
    });
  }

  #show(take: (memory: PlaneMemory) => OwnPlane): void {
    const { width, height } = this.#decoder.size;
    this.onPicture?.(tappedPicture(width, height, this.#rotation, this.#memory, take));
  }

  #watch(now: number): void {
    clearTimeout(this.#timer);
    const at = this.#missing.nextAt;
    if (at !== null && !this.#closed) this.#timer = setTimeout(() => this.#care(), Math.max(1, at - now));
  }

  #care(): void {
    const now = performance.now();
    const wanted = this.#missing.toAskFor(now);
    if (wanted.length > 0) this.#parts.askForPackets(wanted.map((sequence) => sequence & 0xffff));
    const lost = this.#missing.giveUp(now);
    if (lost !== null) this.#order.giveUp(lost);
    this.#advance(now);
  }
}

/** The number nearest to `latest` that ends in these 16 bits. */
function unwrapped(sequence: number, latest: number | null): number {
  return latest === null ? sequence + 0x10000 : latest + (((sequence - latest) << 16) >> 16);
}
