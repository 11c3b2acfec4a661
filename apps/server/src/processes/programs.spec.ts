import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Needs } from './confinement.ts';
import { Programs } from './programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-programs-'));
const data = join(folder, 'data');
const files = join(data, 'files');
const RECORDING: Needs = { network: false, files, memoryMb: 1_024, heapMb: 256 };
const LIVE: Needs = { network: true, files: null, memoryMb: 1_024, heapMb: 256 };
/** Whether this system gives a program namespaces of its own: asked otherwise than by what is tested. */
const offersNamespaces = [['--map-root-user'], []].some((user) => spawnSync('unshare', [...user, '--mount', '--net', 'true']).status === 0);
const isLinux = process.platform === 'linux';
let server: Server;

beforeAll(async () => {
  mkdirSync(files, { recursive: true });
  writeFileSync(join(data, 'storage.key'), 'the master key');
  writeFileSync(join(files, 'one'), 'sealed');
  server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What a program of this kind answers to `expression`; null if it ends without an answer. */
async function ask(expression: string, needs: Needs, programs = new Programs({ hidden: [data], read: [] })): Promise<unknown> {
  const program = join(folder, `${crypto.randomUUID()}.mjs`);
  writeFileSync(
    program,
    `import fs from 'node:fs';\nimport net from 'node:net';\nconst tried = (work) => { try { return work(); } catch (error) { return error.code; } };\nprocess.send(await (${expression}), () => process.exit());\n`,
  );
  const child = programs.fork(program, needs);
  if (child === null) throw new Error('It is missing.');
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.once('exit', () => resolve(null));
  });
}

const connected = () =>
  `new Promise((resolve) => net.connect(${(server.address() as AddressInfo).port}, '127.0.0.1', () => resolve('connected')).on('error', (error) => resolve(error.code)))`;

describe('a program', () => {
  it("knows nothing of the server's environment that is not on the list", async () => {
    vi.stubEnv('ATTUNE_STORAGE_KEY', 'planted');
    vi.stubEnv('DATABASE_URL', 'postgres://planted');
    vi.stubEnv('SOME_SECRET', 'planted');
    vi.stubEnv('TZ', 'Europe/Prague');
    const environment = (await ask('process.env', LIVE)) as Record<string, string>;
    expect(JSON.stringify(environment)).not.toContain('planted');
    expect(environment).toMatchObject({ TZ: 'Europe/Prague', PATH: process.env['PATH'] });
  });

  it('gains no privileges, writes no core dumps, and ends where it takes too much memory', async () => {
    if (!isLinux) return expect(await ask('1', RECORDING)).toBe(1);
    const status = (await ask("fs.readFileSync('/proc/self/status', 'utf8')", RECORDING)) as string;
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    const limits = (await ask("fs.readFileSync('/proc/self/limits', 'utf8')", RECORDING)) as string;
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    const hoarding =
      '(() => { const held = Array.from({ length: 16 }, () => Buffer.alloc(256 * 1024 * 1024, 1)); return held.map((one) => one.at(-1)); })()';
    expect(await ask(hoarding, RECORDING)).toBeNull();
  });

  it('has no network unless it needs one, nor sight of the data folder but for the sealed files', async () => {
    vi.stubEnv('SOME_SECRET', 'planted');
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const look = `{ data: tried(() => fs.readdirSync(${JSON.stringify(data)})), key: tried(() => fs.readFileSync(${JSON.stringify(join(data, 'storage.key'))}, 'utf8')),
      sealed: tried(() => fs.readFileSync(${JSON.stringify(join(files, 'one'))}, 'utf8')), written: tried(() => fs.writeFileSync(${JSON.stringify(join(files, 'two'))}, 'x')),
      server: tried(() => fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8')), network: await ${connected()} }`;
    const seen = (await ask(look, RECORDING)) as Record<string, unknown>;
    if (offersNamespaces) {
      expect(seen).toMatchObject({ data: ['files'], key: 'ENOENT', sealed: 'sealed', server: 'EACCES', network: 'ENETUNREACH' });
      expect(seen['written']).toBeUndefined();
      expect(await ask(`tried(() => fs.readdirSync(${JSON.stringify(data)}))`, LIVE)).toEqual([]);
      expect(warned).not.toHaveBeenCalled();
    } else {
      expect(seen).toMatchObject({ sealed: 'sealed' });
      expect(warned).toHaveBeenCalledWith(expect.stringContaining('reach the network'));
    }
    expect(await ask(connected(), LIVE)).toBe('connected');
  });

  it('runs without all that where the system offers nothing, and says so once', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('SOME_SECRET', 'planted');
    const programs = new Programs({ hidden: [data], read: [] });
    expect(await ask('process.env.SOME_SECRET ?? null', RECORDING, programs)).toBeNull();
    expect(await ask(connected(), RECORDING, programs)).toBe('connected');
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned).toHaveBeenCalledWith(
      expect.stringContaining("it can still read the server's files, reach the network, gain privileges, take all memory"),
    );
  });

  it('reads nothing of a hidden file, where the system offers that', async () => {
    const key = join(folder, 'attune.key');
    writeFileSync(key, 'secret');
    const read = `tried(() => fs.readFileSync(${JSON.stringify(key)}, 'utf8'))`;
    expect(await ask(read, RECORDING)).toBe('secret');
    expect(await ask(read, RECORDING, new Programs({ hidden: [data, key], read: [] }))).toBe(offersNamespaces ? '' : 'secret');
  });

  it('stays in sight of what it reads, also where that lies in the data folder', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const models = join(data, 'models');
    mkdirSync(models);
    const programs = new Programs({ hidden: [data], read: [models] });
    expect(await ask(`tried(() => fs.readdirSync(${JSON.stringify(models)}))`, LIVE, programs)).toEqual([]);
  });
});
