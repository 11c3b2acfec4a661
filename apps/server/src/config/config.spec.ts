import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

describe('settings', () => {
  it('have defaults for everything, also where a variable is set to nothing', () => {
    expect(loadConfig({})).toMatchObject({ port: 3000, databaseUrl: undefined, demo: false, tls: undefined, iceServers: [] });
    expect(loadConfig({})).toMatchObject({ trustedProxies: [] });
    expect(loadConfig({ ATTUNE_PORT: '', DATABASE_URL: '', ATTUNE_API_KEY: '' }).port).toBe(3000);
  });

  it('listen on loopback only as long as nothing is encrypted, unless told otherwise', () => {
    expect(loadConfig({}).host).toBe('127.0.0.1');
    expect(loadConfig({ ATTUNE_HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
    const pem = fileURLToPath(import.meta.url);
    expect(loadConfig({ ATTUNE_TLS_CERT: pem, ATTUNE_TLS_KEY: pem }).host).toBeUndefined();
  });

  it('name the variable that is wrong', () => {
    expect(() => loadConfig({ ATTUNE_PORT: 'web' })).toThrow(/ATTUNE_PORT: The port must be a number/);
    expect(() => loadConfig({ ATTUNE_PORT: '70000' })).toThrow(/ATTUNE_PORT/);
    expect(() => loadConfig({ DATABASE_URL: 'mysql://x' })).toThrow(/DATABASE_URL/);
    expect(() => loadConfig({ ATTUNE_API_KEY: 'short' })).toThrow(/16 characters/);
    expect(() => loadConfig({ ATTUNE_TLS_CERT: '/cert.pem' })).toThrow(/both/);
    expect(() => loadConfig({ ATTUNE_TLS_CERT: '/no.pem', ATTUNE_TLS_KEY: '/no.pem' })).toThrow(ConfigError);
    expect(() => loadConfig({ ATTUNE_TRUSTED_PROXIES: 'everybody' })).toThrow(/ATTUNE_TRUSTED_PROXIES/);
    expect(() => loadConfig({ ATTUNE_TURN_URLS: 'turn:t.example.org' })).toThrow(/ATTUNE_TURN_SECRET/);
    expect(() => loadConfig({ ATTUNE_TURN_URLS: 'turn:t', ATTUNE_TURN_SECRET: 'short' })).toThrow(/ATTUNE_TURN_SECRET: .*32 characters/);
  });

  it('name all that is wrong at once, whatever it is for', () => {
    const wrong = {
      ATTUNE_PORT: 'web',
      ATTUNE_MEDIA_PORT: 'x',
      ATTUNE_WINDOW_MS: '-1',
      ATTUNE_RECORDING_JOBS: '0',
      ATTUNE_STORAGE_KEY: 'short',
    };
    for (const name of Object.keys(wrong)) expect(() => loadConfig(wrong)).toThrow(new RegExp(`${name}: `));
  });

  it('make ICE servers of STUN and TURN', () => {
    expect(
      loadConfig({
        ATTUNE_STUN_URLS: 'stun:a',
        ATTUNE_TURN_URLS: 'turn:b, turns:c',
        ATTUNE_TURN_USERNAME: 'u',
        ATTUNE_TURN_CREDENTIAL: 'p',
      }).iceServers,
    ).toEqual([{ urls: ['stun:a'] }, { urls: ['turn:b', 'turns:c'], username: 'u', credential: 'p' }]);
  });
});
