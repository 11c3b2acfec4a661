import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

const token = 'a token of at least thirty-two characters';
const options = (server: string, environment: NodeJS.ProcessEnv = {}) =>
  readOptions([], { ATTUNE_SERVER_URL: server, ATTUNE_ANALYZER_TOKEN: token, ...environment });

it('takes its server and token from arguments or the environment', () => {
  expect(options('wss://attune.example.org').server.href).toBe('wss://attune.example.org/');
  expect(options('https://attune.example.org').server.protocol).toBe('wss:');
  expect(readOptions(['--server', 'ws://127.0.0.1:3000', '--name', 'gpu-1'], { ATTUNE_ANALYZER_TOKEN: token })).toMatchObject({
    name: 'gpu-1',
    token,
  });
});

it('takes device, threads and models from this host', () => {
  const { host } = options('wss://a', { ATTUNE_DEVICE: 'cuda', ATTUNE_ANALYZER_THREADS: '3', ATTUNE_MODELS: '/m' });
  expect(host).toEqual({ device: 'cuda', threads: 3, modelsPath: '/m' });
});

it('says what to do where it cannot start', () => {
  expect(() => readOptions([], {})).toThrow('--server wss://HOST');
  expect(() => readOptions(['--unknown'], {})).toThrow('npm run analyzer');
  expect(() => options('ws://attune.example.org:3000')).toThrow('Use wss://attune.example.org:3000');
  expect(() => options('attune')).toThrow('is no address');
  expect(() => options('wss://a', { ATTUNE_ANALYZER_TOKEN: 'short' })).toThrow('32 characters');
  expect(() => options('wss://a', { ATTUNE_ANALYZER_TOKEN: '' })).toThrow('token is missing');
  expect(() => options('wss://a', { ATTUNE_ANALYZER_TOKEN_FILE: '/nowhere' })).toThrow('cannot be read');
  expect(() => options('wss://a', { ATTUNE_DEVICE: 'abacus' })).toThrow('device');
});
