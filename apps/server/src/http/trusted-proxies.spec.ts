import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress, trustsProxy } from './trusted-proxies.ts';

const from = (remoteAddress: string, forwarded: string) =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('where a request comes from', () => {
  it('is its connection, whatever it says of itself, unless the proxy was named', () => {
    expect(clientAddress(from('127.0.0.1', '203.0.113.7'), trustsProxy([]))).toBe('127.0.0.1');
    expect(clientAddress(from('127.0.0.1', '203.0.113.7'), trustsProxy(['loopback']))).toBe('203.0.113.7');
    expect(clientAddress(from('198.51.100.4', '203.0.113.7'), trustsProxy(['loopback']))).toBe('198.51.100.4');
    // What a client made up stands before what the proxy adds.
    expect(clientAddress(from('10.0.0.2', '1.2.3.4, 203.0.113.7'), trustsProxy(['10.0.0.0/8']))).toBe('203.0.113.7');
    expect(() => trustsProxy(['everybody'])).toThrow(TypeError);
  });
});

it('limits count an IPv4 address by itself, however it is written, and an IPv6 network of 64 bits', () => {
  expect(addressKey('::ffff:203.0.113.7')).toBe(addressKey('203.0.113.7'));
  expect(addressKey('203.0.113.7')).not.toBe(addressKey('203.0.113.8'));
  expect(addressKey('2001:db8:1:2:aaaa::1')).toBe(addressKey('2001:db8:1:2:ffff:ffff::9'));
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  expect(addressKey('')).toBe('unknown');
});
