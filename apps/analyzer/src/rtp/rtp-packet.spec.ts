import { describe, expect, it } from 'vitest';
import { headerExtension, isRtcp, parseRtp } from './rtp-packet.ts';

const FIXED = [0x12, 0x34, 0, 0, 0, 9, 0xde, 0xad, 0xbe, 0xef];
const packet = (flags: number, type: number, ...rest: number[]) => Buffer.from([flags, type, ...FIXED, ...rest]);

describe('parseRtp', () => {
  it('reads the fixed header', () => {
    expect(parseRtp(packet(0x80, 0xe5, 1, 2, 3))).toMatchObject({
      payloadType: 101,
      marker: true,
      sequence: 0x1234,
      timestamp: 9,
      ssrc: 0xdeadbeef,
      payload: Buffer.of(1, 2, 3),
      extensions: null,
    });
  });

  it('goes past contributing sources, extensions and padding', () => {
    const parsed = parseRtp(packet(0xb1, 101, 0, 0, 0, 7, 0xbe, 0xde, 0, 1, 0x40, 3, 0, 0, 8, 9, 0, 2));
    expect(parsed?.payload).toEqual(Buffer.of(8, 9));
    expect(parsed?.marker).toBe(false);
    expect(headerExtension(parsed!.extensions!, 4)).toEqual(Buffer.of(3));
  });

  it.each([
    ['a short datagram', Buffer.alloc(11, 0x80)],
    ['another version', packet(0x40, 101, 1)],
    ['an extension that is longer than the packet', packet(0x90, 101, 0xbe, 0xde, 0, 9)],
    ['more padding than packet', packet(0xa0, 101, 200)],
  ])('refuses %s', (_, datagram) => {
    expect(parseRtp(datagram)).toBeNull();
  });

  it('is told from RTCP by the second byte', () => {
    expect(isRtcp(packet(0x80, 200))).toBe(true);
    expect(isRtcp(packet(0x80, 0xe5))).toBe(false);
  });
});

describe('headerExtension', () => {
  it('finds an element of one-byte and of two-byte headers, past padding', () => {
    expect(headerExtension({ form: 0xbede, data: Buffer.of(0x11, 1, 2, 0, 0x20, 9, 0, 0) }, 2)).toEqual(Buffer.of(9));
    expect(headerExtension({ form: 0x1000, data: Buffer.of(1, 0, 0, 2, 2, 7, 8, 0) }, 2)).toEqual(Buffer.of(7, 8));
  });

  it('answers null for what is not there, cut short, or of another form', () => {
    expect(headerExtension({ form: 0xbede, data: Buffer.of(0x10, 1, 0, 0) }, 2)).toBeNull();
    expect(headerExtension({ form: 0xbede, data: Buffer.of(0x23, 1) }, 2)).toBeNull();
    expect(headerExtension({ form: 0x1234, data: Buffer.of(0x20, 1) }, 2)).toBeNull();
  });
});
