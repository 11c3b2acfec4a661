import { describe, expect, it } from 'vitest';
import { nack, pictureLoss } from './rtcp.ts';

describe('RTCP feedback', () => {
  it('asks for a key frame', () => {
    expect(pictureLoss(1, 0xdeadbeef).toString('hex')).toBe('81ce000200000001deadbeef');
  });

  it('asks for packets, up to 17 in one entry, also across the wrap', () => {
    expect(nack(1, 2, [10, 11, 26, 27]).toString('hex')).toBe('81cd00040000000100000002000a8001001b0000');
    expect(nack(1, 2, [0xffff, 0]).toString('hex')).toBe('81cd00030000000100000002ffff0001');
  });
});
