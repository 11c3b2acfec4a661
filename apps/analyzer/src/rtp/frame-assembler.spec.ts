import { describe, expect, it } from 'vitest';
import { FrameAssembler } from './frame-assembler.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** A packet with one byte of data; `start` and `marker` say where in its picture it stands. */
function packet(data: number, timestamp: number, { start = false, marker = false }): RtpPacket {
  return { payloadType: 101, marker, sequence: 0, timestamp, ssrc: 1, payload: Buffer.of(start ? 0x10 : 0x00, data), extensions: null };
}
const [first, middle, last] = [packet(0, 5, { start: true }), packet(2, 5, {}), packet(3, 5, { marker: true })];

describe('FrameAssembler', () => {
  it('gives a picture with its last packet, whatever the order', () => {
    for (const order of [
      [7, 8, 9],
      [9, 8, 7],
      [8, 9, 7],
      [9, 7, 8],
    ]) {
      const assembler = new FrameAssembler();
      const frames = order.map((sequence) => assembler.add(sequence, [first, middle, last][sequence - 7]!));
      expect(frames.slice(0, 2)).toEqual([null, null]);
      expect(frames[2]).toMatchObject({ first: 7, last: 9, key: true, data: Buffer.of(0, 2, 3) });
    }
  });

  it('gives a picture of one packet at once', () => {
    expect(new FrameAssembler().add(1, packet(1, 5, { start: true, marker: true }))).toMatchObject({ first: 1, last: 1, key: false });
  });

  it('never mixes pictures', () => {
    const assembler = new FrameAssembler();
    assembler.add(7, first);
    assembler.add(8, packet(2, 6, {}));
    expect(assembler.add(9, packet(3, 6, { marker: true }))).toBeNull();
  });

  it('ignores a packet that came twice, and one without data', () => {
    const assembler = new FrameAssembler();
    assembler.add(7, first);
    expect(assembler.add(7, first)).toBeNull();
    expect(assembler.add(8, { ...last, payload: Buffer.of(0x10) })).toBeNull();
    expect(assembler.add(8, last)).toMatchObject({ data: Buffer.of(0, 3) });
  });

  it('knows the rest of a picture whose beginning is gone', () => {
    const assembler = new FrameAssembler();
    assembler.add(7, first);
    assembler.add(8, middle);
    expect([7, 8, 9].map((sequence) => assembler.isRemnant(sequence))).toEqual([false, true, false]);
    assembler.forgetBelow(9);
    expect(assembler.isRemnant(8)).toBe(false);
  });
});
