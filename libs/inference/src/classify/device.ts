import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { AnalysisSettings } from '#contracts/analyzer-link';

export type WantedDevice = AnalysisSettings['device'];
export type Device = Exclude<WantedDevice, 'auto'>;

/**
 * What to try, best first; `cpu` always comes last. `auto` takes CUDA where it is installed and else the CPU: a small
 * classifier gains nothing from a laptop's GPU, and WebGPU without one falls to a software adapter that is slower.
 */
export function candidates(wanted: WantedDevice, cudaInstalled: () => boolean = hasCuda): Device[] {
  switch (wanted) {
    case 'auto':
      return cudaInstalled() ? ['cuda', 'cpu'] : ['cpu'];
    case 'cpu':
      return ['cpu'];
    case 'webgpu':
    case 'cuda':
      return [wanted, 'cpu'];
  }
}

/**
 * How frames of several participants are put together, by device: how long the first waits at most for more of them, and how many at most
 * go through the network in one run. Each thread has a session of its own, which on a GPU is a stream. On the CPU a face of eight costs half
 * of what one alone does; a GPU is hardly busy with less than some dozens.
 */
export const BATCHING: Record<Device, { readonly gatherMs: number; readonly maxBatch: number }> = {
  cpu: { gatherMs: 25, maxBatch: 8 },
  webgpu: { gatherMs: 8, maxBatch: 32 },
  cuda: { gatherMs: 8, maxBatch: 64 },
};

/** @param threads one where the pool decides how many cores inference may use; more for a tool that has the machine to itself */
export function sessionOptions(device: Device, threads = 1): InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Without VNNI instructions, sums of eight-bit products saturate in silence unless onnxruntime is told to take half the speed.
    extra: { session: { x64quantprecision: multipliesBytesExactly() ? '0' : '1' } },
  };
}

/** Processors that are not x86 always do; of those that are, whichever Linux says have VNNI. */
function multipliesBytesExactly(): boolean {
  if (process.arch !== 'x64') return true;
  return existsSync('/proc/cpuinfo') && /^flags\b.*\bavx(512)?_vnni\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

/** onnxruntime's build lists CUDA as supported whether or not its library was installed; asking for it then logs errors. */
function hasCuda(): boolean {
  const folder = join(
    createRequire(import.meta.url).resolve('onnxruntime-node/package.json'),
    '../bin/napi-v6',
    process.platform,
    process.arch,
  );
  return existsSync(join(folder, process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'));
}
