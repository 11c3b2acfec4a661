import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wav } from '../../apps/analyzer/src/speech/wav.ts';

const run = promisify(execFile);
const RATE = 16_000;

/** Voices of flite that speak at 16 kHz. */
export type Voice = 'slt' | 'rms' | 'awb' | 'kal16';

/** Whether these programs are installed. */
export const isInstalled = (...programs: string[]): boolean =>
  programs.every((program) => spawnSync('sh', ['-c', `command -v "$0"`, program], { stdio: 'ignore' }).status === 0);

/** A sentence as a synthetic voice says it: 16 kHz, mono, −1 to 1. */
export async function spoken(sentence: string, voice: Voice = 'slt'): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-spoken-'));
  try {
    const path = join(folder, 'said.wav');
    await run('flite', ['-voice', voice, '-t', sentence, '-o', path]);
    return samplesOf(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const silent = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * RATE));

export function joined(...sounds: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) {
    all.set(sound, at);
    at += sound.length;
  }
  return all;
}

export const writeWav = (path: string, sound: Float32Array): Promise<void> => writeFile(path, wav([sound]));

/** Of a WAV file with 16-bit mono at 16 kHz; throws an Error for any other. */
function samplesOf(file: Buffer): Float32Array {
  const data = file.indexOf('data', 12, 'latin1');
  if (file.readUInt32LE(24) !== RATE || file.readUInt16LE(22) !== 1) throw new Error('The voice does not speak at 16 kHz.');
  const samples = new Float32Array((file.length - data - 8) >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = file.readInt16LE(data + 8 + index * 2) / 32_768;
  return samples;
}
