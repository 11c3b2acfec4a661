import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** Says whether an address is a proxy whose X-Forwarded-For is believed. */
export type TrustsProxy = (address: string, hop: number) => boolean;

/** `loopback`, addresses and networks such as `10.0.0.0/8`; nobody is trusted unless named. Throws TypeError on anything else. */
export function trustsProxy(named: string[]): TrustsProxy {
  return named.length === 0 ? () => false : proxyaddr.compile(named);
}

const told = new WeakMap<IncomingMessage, string>();

/** Another server of ours passed the request on, and knows where it came from. */
export function tellClientAddress(request: IncomingMessage, address: string): void {
  told.set(request, address);
}

/** Where a request comes from: the address of its connection, or what the trusted proxies before it say. */
export function clientAddress(request: IncomingMessage, trusts: TrustsProxy): string {
  return told.get(request) ?? proxyaddr(request, trusts);
}

/**
 * Whom a limit counts: an IPv4 address by itself, an IPv6 address by its network of 64 bits, as every household and every server
 * has at least one of those to itself.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
