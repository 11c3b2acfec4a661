/** Bytes at a packet's end that tell it from others: the SFU changes the beginning, never the video. */
const TAIL = 16;
const MARKER = 0x80;
/** A frame that did not come within this time is lost, whatever becomes of it. */
const LOST_AFTER_MS = 2_000;

/** How the packets of all cameras fare from where they are sent to where they arrive, which is the same process. */
export class Ways {
  #sent = 0;
  #received = 0;
  #latencyMs: number[] = [];
  /** When the last packet of a frame left, by its end. */
  readonly #underway = new Map<string, number>();

  sent(packets: readonly Buffer[], nowMs: number): void {
    this.#sent += packets.length;
    const last = packets.at(-1);
    if (last !== undefined) this.#underway.set(tailOf(last), nowMs);
  }

  received(packet: Buffer, nowMs: number): void {
    // RTCP comes by the same port; its types lie where RTP has the marker and the payload's type.
    const kind = packet[1] ?? 0;
    if (kind >= 200 && kind <= 207) return;
    this.#received++;
    if ((kind & MARKER) === 0) return;
    const key = tailOf(packet);
    const sentMs = this.#underway.get(key);
    if (sentMs === undefined) return;
    this.#underway.delete(key);
    if (nowMs - sentMs < LOST_AFTER_MS) this.#latencyMs.push(nowMs - sentMs);
  }

  take(): { sent: number; received: number; latencyMs: number[] } {
    const taken = { sent: this.#sent, received: this.#received, latencyMs: this.#latencyMs };
    this.#sent = this.#received = 0;
    this.#latencyMs = [];
    return taken;
  }
}

const tailOf = (packet: Buffer) => packet.subarray(-TAIL).toString('latin1');
