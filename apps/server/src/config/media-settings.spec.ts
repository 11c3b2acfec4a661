import { describe, expect, it } from 'vitest';
import { listenInfos } from '../media/listen.ts';
import { readMediaSettings } from './media-settings.ts';

describe('mediaSettings', () => {
  it('has a default for everything', () => {
    expect(readMediaSettings({ ATTUNE_MEDIA_PORT: '' })).toMatchObject({ basePort: 20_000, listen: [], announced: null });
  });

  it('listens where the pages are, if that is a single address of a network', () => {
    expect(readMediaSettings({ ATTUNE_HOST: '192.0.2.4' }).listen).toEqual(['192.0.2.4', '127.0.0.1']);
    for (const host of ['', '127.0.0.1', 'localhost', '0.0.0.0', '::']) expect(readMediaSettings({ ATTUNE_HOST: host }).listen).toEqual([]);
    expect(readMediaSettings({ ATTUNE_HOST: '192.0.2.4', ATTUNE_MEDIA_LISTEN: '192.0.2.5' }).listen).toEqual(['192.0.2.5']);
  });

  it.each([
    ['ATTUNE_MEDIA_WORKERS', '0'],
    ['ATTUNE_MEDIA_PORT', 'http'],
    ['ATTUNE_MEDIA_PORT', '99999'],
  ])('names %s when it holds "%s"', (variable, value) => {
    expect(() => readMediaSettings({ [variable]: value })).toThrow(variable);
  });
});

describe('listenInfos', () => {
  const settings = readMediaSettings({ ATTUNE_MEDIA_LISTEN: '10.1.2.3, 127.0.0.1', ATTUNE_MEDIA_ANNOUNCED: '203.0.113.7' });

  it('listens on every address by UDP and TCP, UDP first', () => {
    expect(listenInfos(settings, 20_001).map(({ protocol, ip, port }) => `${protocol} ${ip} ${port}`)).toEqual([
      'udp 10.1.2.3 20001',
      'udp 127.0.0.1 20001',
      'tcp 10.1.2.3 20001',
      'tcp 127.0.0.1 20001',
    ]);
  });

  it('announces the outer address beside the one that stands for it', () => {
    expect(listenInfos(settings, 1)[0]).toMatchObject({ ip: '10.1.2.3', announcedAddress: '203.0.113.7', exposeInternalIp: true });
    expect(listenInfos(settings, 1)[1]).not.toHaveProperty('announcedAddress');
  });

  it('always includes loopback by default', () => {
    expect(listenInfos(readMediaSettings({}), 1).some(({ ip }) => ip === '127.0.0.1')).toBe(true);
  });
});
