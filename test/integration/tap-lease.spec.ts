import { type ChildProcess, fork } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOCK_RATE, Vp8RtpStream } from '../load/live/vp8-rtp.ts';
import { eventually, pause } from '../support/eventually.ts';
import { movingClip } from './support/vp8-clip.ts';

const PAYLOAD_TYPE = 101;
const FRAME_RATE = 30;
/** A tap is gone this long after the server was last able to say no. */
const WITHIN_MS = 1_000;
/** Two clocks are compared here, and a sample is rounded. */
const TOLERANCE_MS = 60;

let host: ChildProcess;
let camera: Socket;
let sending: NodeJS.Timeout;
let analyzer: number;
/** By the wall clock, when each frame that was inferred had been captured. */
let inferredAt: number[];

const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const inferredBetween = (from: number, to: number) => inferredAt.filter((at) => at > from && at < to);

beforeEach(async () => {
  inferredAt = [];
  host = fork(join(import.meta.dirname, 'support/lease-host.ts'), [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  host.on('message', (message: { type: string; samples?: { at: number; state: string }[] }) => {
    for (const { at, state } of message.samples ?? []) if (state !== 'paused') inferredAt.push(at);
  });
  const { port, analyzer: pid } = await new Promise<{ port: number; analyzer: number }>((resolve) => {
    host.on('message', (message: { type: string; port: number; analyzer: number }) => {
      if (message.type === 'ready') resolve(message);
    });
  });
  analyzer = pid;
  const clip = await movingClip(64, 16);
  const stream = new Vp8RtpStream(4_712, PAYLOAD_TYPE);
  camera = createSocket('udp4');
  let sent = 0;
  sending = setInterval(() => {
    for (const packet of stream.packetize(clip[sent % clip.length]!, (sent * CLOCK_RATE) / FRAME_RATE))
      camera.send(packet, port, '127.0.0.1');
    sent++;
  }, 1_000 / FRAME_RATE);
  host.send({ type: 'camera', ssrc: stream.ssrc, payloadType: PAYLOAD_TYPE });
  await pause(300);
  host.send({ type: 'grant' });
  await eventually(() => inferredAt.length > 5, 'frames to be looked at', 30_000);
}, 90_000);

afterEach(async () => {
  clearInterval(sending);
  camera.close();
  for (const pid of [host.pid, analyzer]) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended.
    }
  }
  if (host.exitCode === null && host.signalCode === null) {
    host.kill('SIGKILL');
    await once(host, 'exit');
  }
});

describe('a tap without a server that renews it', () => {
  it('ends within a second when the server is blocked, and comes back by itself', async () => {
    const blockedAt = Date.now();
    host.send({ type: 'block', ms: 4_000 });
    await pause(4_500);
    const until = blockedAt + 3_900;
    await eventually(() => inferredAt.some((at) => at > until), 'frames to be looked at again', 30_000);
    expect(inferredBetween(blockedAt + WITHIN_MS + TOLERANCE_MS, until)).toEqual([]);
  });

  it('ends within a second when the server is stopped, whatever it left unread', async () => {
    process.kill(host.pid!, 'SIGSTOP');
    const stoppedAt = Date.now();
    await pause(4_000);
    const continuedAt = Date.now();
    process.kill(host.pid!, 'SIGCONT');
    await eventually(() => inferredAt.some((at) => at > continuedAt), 'frames to be looked at again', 30_000);
    expect(inferredBetween(stoppedAt + WITHIN_MS + TOLERANCE_MS, continuedAt)).toEqual([]);
  });

  it('ends with the analyzer within a second when the server is killed', async () => {
    process.kill(host.pid!, 'SIGKILL');
    await once(host, 'exit');
    await eventually(() => !isAlive(analyzer), 'the analyzer to end', WITHIN_MS);
  });

  it('gives nothing stale when the analyzer itself was stopped over a withdrawal', async () => {
    process.kill(analyzer, 'SIGSTOP');
    await pause(200);
    const withdrawnAt = Date.now();
    host.send({ type: 'withdraw' });
    const before = inferredAt.length;
    await pause(2_000);
    process.kill(analyzer, 'SIGCONT');
    await pause(2_000);
    expect(inferredAt.length).toBe(before);
    host.send({ type: 'grant' });
    await eventually(() => inferredAt.length > before, 'frames after a new grant', 30_000);
    // Nothing that was captured or buffered before the new grant is among them.
    expect(inferredBetween(withdrawnAt, withdrawnAt + 3_900)).toEqual([]);
  });

  it('looks at none of the frames that piled up while the analyzer was stopped', async () => {
    process.kill(analyzer, 'SIGSTOP');
    const stoppedAt = Date.now();
    await pause(2_500);
    const continuedAt = Date.now();
    process.kill(analyzer, 'SIGCONT');
    await eventually(() => inferredAt.some((at) => at > continuedAt), 'frames to be looked at again', 30_000);
    expect(inferredBetween(stoppedAt + TOLERANCE_MS, continuedAt)).toEqual([]);
  });
});
