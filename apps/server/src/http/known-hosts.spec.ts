import { hostname, networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { KnownHosts } from './known-hosts.ts';

const tls = { cert: '', key: '' };
const hosts = (config: { publicUrl?: string; tls?: typeof tls } = {}, local = 'http://localhost:3000') =>
  new KnownHosts({ publicUrl: config.publicUrl, tls: config.tls, cluster: undefined }, { local });

describe('known hosts', () => {
  it('are loopback by any port, this machine by its own, and the public address', () => {
    const local = hosts();
    for (const host of [
      'localhost:3000',
      'LOCALHOST:3000',
      'localhost.:3000',
      'localhost',
      'localhost:5173',
      '127.0.0.1:3000',
      '127.1.2.3:3000',
      '[::1]:3000',
      `${hostname()}:3000`,
      `${hostname().split('.')[0]}.local:3000`,
    ]) {
      expect([host, local.answers({ host })]).toEqual([host, true]);
    }
    for (const { address, family } of Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])) {
      if (family === 'IPv4') expect(local.answers({ host: `${address}:3000` })).toBe(true);
    }
    const behindProxy = hosts({ publicUrl: 'https://attune.clinic.example' });
    for (const host of ['attune.clinic.example', 'attune.clinic.example:443', 'Attune.Clinic.Example'])
      expect(behindProxy.answers({ host })).toBe(true);
  });

  it('are no others', () => {
    const unknown = [
      undefined,
      '',
      'evil.example',
      'evil.example:3000',
      'localhost.evil.example:3000',
      '127.0.0.1.evil.example',
      '0.0.0.0:3000',
      '203.0.113.9:3000',
      'a@localhost:3000',
      'localhost:3000/x',
      'localhost:x',
      `${hostname()}:3001`,
      `${hostname()}.evil.example:3000`,
    ];
    for (const host of unknown) expect([host, hosts().answers({ host })]).toEqual([host, false]);
    for (const host of ['attune.clinic.example:8443', 'clinic.example', 'evil.example'])
      expect(hosts({ publicUrl: 'https://attune.clinic.example' }).answers({ host })).toBe(false);
  });

  it('are the only ones whose pages may use Attune, whatever the Host header says', () => {
    const local = hosts();
    expect(local.isOwnOrigin({ host: 'localhost:3000' })).toBe(true);
    expect(local.isOwnOrigin({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe(true);
    for (const [host, origin] of [
      ['evil.example', 'http://evil.example'],
      ['localhost:3000', 'http://evil.example'],
      ['localhost:3000', 'http://localhost:8080'],
      ['localhost:3000', 'null'],
      ['localhost:3000', ''],
    ])
      expect([host, origin, local.isOwnOrigin({ host, origin })]).toEqual([host, origin, false]);
    // A proxy may put its own name into Host.
    expect(
      hosts({ publicUrl: 'https://attune.clinic.example' }).isOwnOrigin({
        host: '127.0.0.1:3000',
        origin: 'https://attune.clinic.example',
      }),
    ).toBe(true);
    expect(hosts({ tls }, 'https://localhost:3000').isOwnOrigin({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe(false);
  });
});
