import type { RtpPacket } from '../rtp/rtp-packet.ts';
import { OPUS_RATE, OpusDecoder } from './opus-decoder.ts';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE } from './voice-activity.ts';

/** Packets that wait for one that is missing; then it is given up. Opus packets mostly last 20 ms. */
const WAITING = 4;
/** Less is rounding. */
const GAP_SAMPLES = SAMPLE_RATE / 100;
/** A gap counts as silence, so much of it at most: it is enough to end whatever was being said. */
const LONGEST_GAP = SAMPLE_RATE * 2;
/** Nothing comes any more: so much silence, once. Browsers send something at least every 400 ms, also in silence. */
const GONE_MS = 1_200;

/** A frame of {@link FRAME_SAMPLES} and when its end was heard, on this process' clock. */
export type OnFrame = (sound: Float32Array, heardAt: number) => void;

/** One microphone's RTP stream as sound without gaps: packets in order, silence where the sender had nothing to send or where one was lost. */
export class Microphone {
  onFrame: OnFrame | null = null;
  readonly #decoder = new OpusDecoder();
  readonly #onClose: () => void;
  readonly #waiting = new Map<number, RtpPacket>();
  #next: number | null = null;
  /** The stream's first timestamp, and the latest, unwrapped. */
  #latestTimestamp: number | null = null;
  /** Up to which sample, by the timestamps, sound has been given on. */
  #position: number | null = null;
  #pending = new Float32Array(0);
  #packets = 0;
  #gone: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** How many packets have come. */
  get packets(): number {
    return this.#packets;
  }

  push(packet: RtpPacket): void {
    if (this.#closed) return;
    this.#packets++;
    this.#watch();
    const sequence = this.#next === null ? packet.sequence + 0x10000 : this.#next + (((packet.sequence - this.#next) << 16) >> 16);
    this.#next ??= sequence;
    if (sequence < this.#next) return;
    this.#waiting.set(sequence, packet);
    this.#advance();
    if (this.#waiting.size < WAITING) return;
    this.#next = Math.min(...this.#waiting.keys());
    this.#advance();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onFrame = null;
    clearTimeout(this.#gone);
    this.#decoder.close();
    this.#onClose();
  }

  #advance(): void {
    for (let next = this.#next; next !== null; ) {
      const packet = this.#waiting.get(next);
      if (packet === undefined) return;
      this.#waiting.delete(next);
      this.#next = ++next;
      this.#decode(packet);
    }
  }

  #decode({ timestamp, payload }: RtpPacket): void {
    const latest = this.#latestTimestamp;
    this.#latestTimestamp = latest === null ? timestamp : latest + ((timestamp - latest) | 0);
    const at = Math.round((this.#latestTimestamp * SAMPLE_RATE) / OPUS_RATE);
    for (const { at: from, sound } of this.#decoder.decode(payload, at)) {
      const gap = this.#position === null ? 0 : from - this.#position;
      if (gap > GAP_SAMPLES) this.#give(new Float32Array(Math.min(gap, LONGEST_GAP)));
      this.#position = from + sound[0]!.length;
      this.#give(sound[0]!);
    }
  }

  #give(sound: Float32Array): void {
    const all = new Float32Array(this.#pending.length + sound.length);
    all.set(this.#pending);
    all.set(sound, this.#pending.length);
    const now = performance.now();
    let at = 0;
    for (; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES) {
      const after = (all.length - at - FRAME_SAMPLES) / FRAME_SAMPLES;
      this.onFrame?.(all.slice(at, at + FRAME_SAMPLES), now - after * FRAME_MS);
    }
    this.#pending = all.slice(at);
  }

  #watch(): void {
    clearTimeout(this.#gone);
    this.#gone = setTimeout(() => {
      this.#waiting.clear();
      this.#next = this.#position = this.#latestTimestamp = null;
      this.#give(new Float32Array((GONE_MS * SAMPLE_RATE) / 1_000));
    }, GONE_MS).unref();
  }
}
