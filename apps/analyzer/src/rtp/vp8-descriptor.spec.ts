import { describe, expect, it } from 'vitest';
import { isKeyFrame, keyFrameSize, parseVp8Descriptor } from './vp8-descriptor.ts';

describe('parseVp8Descriptor', () => {
  it('reads one byte where nothing is extended', () => {
    expect(parseVp8Descriptor(Buffer.of(0x10, 7))).toEqual({
      start: true,
      nonReference: false,
      tl0PicIdx: null,
      temporalLayer: null,
      layerSync: false,
      length: 1,
    });
  });

  it('begins a picture only with its first partition', () => {
    expect(parseVp8Descriptor(Buffer.of(0x11, 7))?.start).toBe(false);
    expect(parseVp8Descriptor(Buffer.of(0x00, 7))?.start).toBe(false);
  });

  it.each([
    ['a picture id of 7 bits', [0x90, 0x80, 0x55], { length: 3 }],
    ['a picture id of 15 bits', [0x90, 0x80, 0x91, 0x23], { length: 4 }],
    ['TL0PICIDX', [0x90, 0x40, 0xfe], { tl0PicIdx: 0xfe, length: 3 }],
    ['the temporal layer and its sync bit', [0xb0, 0x20, 0xa0], { temporalLayer: 2, layerSync: true, nonReference: true, length: 3 }],
    ['KEYIDX alone', [0x90, 0x10, 0xff], { temporalLayer: null, layerSync: false, length: 3 }],
    ['all of them', [0x90, 0xf0, 0x80, 0x01, 0x07, 0x45], { tl0PicIdx: 7, temporalLayer: 1, layerSync: false, length: 6 }],
  ])('reads %s', (_, bytes, expected) => {
    expect(parseVp8Descriptor(Buffer.of(...bytes, 1))).toMatchObject(expected);
  });

  it.each([[[]], [[0x10]], [[0x90]], [[0x90, 0xf0, 0x80, 0x01]], [[0x90, 0x80, 0x05]]])('refuses %j, which ends too early', (bytes) => {
    expect(parseVp8Descriptor(Buffer.of(...bytes))).toBeNull();
  });
});

describe('a VP8 picture', () => {
  const key = Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x41, 0xb4, 0x80);

  it('is a key frame by its first bit, which then states its size without the scale', () => {
    expect([isKeyFrame(key), isKeyFrame(Buffer.of(0x11))]).toEqual([true, false]);
    expect(keyFrameSize(key)).toEqual({ width: 320, height: 180 });
  });

  it('has no size where the start code is wrong or missing', () => {
    expect(keyFrameSize(key.subarray(0, 9))).toBeNull();
    expect(keyFrameSize(Buffer.from(key).fill(0, 3, 4))).toBeNull();
  });
});
