import { describe, expect, it } from 'vitest';
import { DecodeOrder } from './decode-order.ts';
import type { EncodedFrame } from './frame-assembler.ts';

interface Layers {
  tid?: number;
  tl0?: number;
  sync?: boolean;
}

/** A picture of two packets, the first of which is `first`. */
function frame(first: number, { tid, tl0, sync = false }: Layers = {}, key = false): EncodedFrame {
  return {
    first,
    last: first + 1,
    key,
    packets: [],
    data: Buffer.alloc(1),
    descriptor: { start: true, nonReference: false, tl0PicIdx: tl0 ?? null, temporalLayer: tid ?? null, layerSync: sync, length: 1 },
  };
}
const key = (first: number, layers: Layers = {}) => frame(first, layers, true);

function begun(...frames: EncodedFrame[]): { order: DecodeOrder; add: (...frames: EncodedFrame[]) => number[] } {
  const order = new DecodeOrder();
  order.beginAt(frames[0]?.first ?? 0);
  const add = (...more: EncodedFrame[]) => {
    for (const one of more) order.add(one);
    const taken: number[] = [];
    for (let next = order.take(); next !== null; next = order.take()) taken.push(next.first);
    return taken;
  };
  add(...frames);
  return { order, add };
}

describe('DecodeOrder without temporal layers', () => {
  it('begins with a key frame, and asks for one', () => {
    const { order, add } = begun(frame(0));
    expect(order.needsKeyFrame).toBe(true);
    expect(add(frame(2), key(4), frame(6))).toEqual([4, 6]);
    expect(order.needsKeyFrame).toBe(false);
  });

  it('waits for the picture before, and then takes both in order', () => {
    const { order, add } = begun(key(0));
    expect(add(frame(4))).toEqual([]);
    expect(order.waitingAt).toBe(4);
    expect(add(frame(2))).toEqual([2, 4]);
  });

  it('needs a key frame once something was given up, and no picture before it', () => {
    const { order, add } = begun(key(0));
    order.giveUp(3);
    expect(add(frame(4), frame(6))).toEqual([]);
    expect(order.needsKeyFrame).toBe(true);
    expect(add(key(10))).toEqual([10]);
    expect(add(frame(8), frame(12))).toEqual([12]);
  });

  it('needs a key frame when the decoder failed', () => {
    const { order, add } = begun(key(0));
    order.fallOut();
    expect(order.needsKeyFrame).toBe(true);
    expect(add(frame(2), key(4))).toEqual([4]);
  });

  it('lets a key frame that is still incomplete be completed', () => {
    const { order, add } = begun(frame(0));
    expect(add(frame(4))).toEqual([]);
    expect(add(key(2))).toEqual([2, 4]);
    expect(order.next).toBe(6);
  });
});

describe('DecodeOrder with temporal layers', () => {
  it('does not wait for a lost picture of an upper layer', () => {
    const { order, add } = begun(key(0, { tid: 0, tl0: 255 }));
    expect(add(frame(4, { tid: 0, tl0: 0 }))).toEqual([4]);
    expect(add(frame(2, { tid: 2, tl0: 255, sync: true }))).toEqual([]);
    expect(order.needsKeyFrame).toBe(false);
  });

  it('waits for a lost picture of the base layer, and is out of step without it', () => {
    const { order, add } = begun(key(0, { tid: 0, tl0: 7 }));
    expect(add(frame(4, { tid: 2, tl0: 8, sync: true }), frame(6, { tid: 0, tl0: 9 }))).toEqual([]);
    order.giveUp(3);
    expect(add()).toEqual([]);
    expect(order.needsKeyFrame).toBe(true);
    expect(order.next).toBe(8);
  });

  it('takes an upper layer up again where it builds on the base layer alone', () => {
    const { add } = begun(key(0, { tid: 0, tl0: 7 }), frame(4, { tid: 0, tl0: 8 }));
    expect(add(frame(6, { tid: 2, tl0: 8 }))).toEqual([]);
    expect(add(frame(8, { tid: 1, tl0: 8, sync: true }))).toEqual([8]);
    expect(add(frame(10, { tid: 2, tl0: 8 }))).toEqual([]);
    expect(add(frame(12, { tid: 0, tl0: 9 }), frame(14, { tid: 2, tl0: 9, sync: true }))).toEqual([12, 14]);
    expect(add(frame(16, { tid: 1, tl0: 9 }), frame(18, { tid: 2, tl0: 9 }))).toEqual([16, 18]);
  });

  it('follows the order of packets where a picture has no TL0PICIDX', () => {
    const { add } = begun(key(0, { tid: 0 }));
    expect(add(frame(2, { tid: 1 }), frame(4, { tid: 0 }))).toEqual([2, 4]);
  });
});
