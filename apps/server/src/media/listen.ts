import { networkInterfaces } from 'node:os';
import type { types as mediasoup } from 'mediasoup';
import type { MediaSettings } from '../config/media-settings.ts';

/**
 * One UDP and one TCP socket per address, all on `port`. A socket per address rather than one on 0.0.0.0, because an
 * ICE-lite server must name every candidate itself and has to answer from the address that was asked. 127.0.0.1 stays
 * among them for two windows on one machine; browsers with a network use the machine's own address instead.
 */
export function listenInfos(settings: MediaSettings, port: number, host = hostAddresses()): mediasoup.TransportListenInfo[] {
  const addresses = settings.listen.length > 0 ? settings.listen : host;
  const outward = addresses.find((address) => !isLoopback(address)) ?? addresses[0];
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    addresses.map((ip) => ({
      protocol,
      ip,
      port,
      ...(settings.announced !== null && ip === outward && { announcedAddress: settings.announced, exposeInternalIp: true }),
    })),
  );
}

/** The addresses that this host has now, loopback last. */
export function hostAddresses(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && !entry.address.startsWith('fe80:'))
    .map((entry) => entry.address);
  return [...addresses, '127.0.0.1'];
}

export const isIpv4 = (address: string) => !address.includes(':');

const isLoopback = (address: string) => address.startsWith('127.') || address === '::1';
