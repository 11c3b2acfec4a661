import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Sound at this rate, mono, 16 bits: what WebRTC's Opus works with. */
export const SAMPLE_RATE = 48_000;

const run = promisify(execFile);
/** Soft enough to be heard beside a real voice. */
const TONE_LEVEL = 2_500;
const MS_PER_CHARACTER = 65;

/** A sentence as sound: spoken by espeak-ng where that is installed, else as a row of soft tones of about that length. */
export async function speak(sentence: string): Promise<Int16Array<ArrayBuffer>> {
  try {
    const { stdout } = await run('espeak-ng', ['-v', 'en', '-s', '150', '--stdout', sentence], {
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    });
    return resample(pcmOf(stdout));
  } catch {
    return tones(sentence.length * MS_PER_CHARACTER);
  }
}

/** The samples of a 16 bit mono WAV whose header may give no length, as programs that write to a pipe leave it. */
function pcmOf(wav: Buffer): { samples: Int16Array; sampleRate: number } {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') throw new Error('Not a WAV file.');
  let sampleRate = 0;
  for (let at = 12; at + 8 <= wav.length; ) {
    const name = wav.toString('latin1', at, at + 4);
    const length = wav.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      if (wav.readUInt16LE(at + 10) !== 1 || wav.readUInt16LE(at + 22) !== 16) throw new Error('Not mono with 16 bits.');
      sampleRate = wav.readUInt32LE(at + 12);
    }
    if (name === 'data') {
      const data = wav.subarray(at + 8, Math.min(wav.length, at + 8 + length));
      const samples = Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(index * 2));
      return { samples, sampleRate };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error('A WAV file without sound.');
}

/** To 48 kHz, linear: speech of 22 kHz has nothing near the new limit. */
function resample({ samples, sampleRate }: { samples: Int16Array; sampleRate: number }): Int16Array<ArrayBuffer> {
  const length = Math.floor((samples.length * SAMPLE_RATE) / sampleRate);
  return Int16Array.from({ length }, (_, index) => {
    const place = (index * sampleRate) / SAMPLE_RATE;
    const before = samples[Math.floor(place)] ?? 0;
    const after = samples[Math.floor(place) + 1] ?? before;
    return before + (after - before) * (place % 1);
  });
}

function tones(durationMs: number): Int16Array<ArrayBuffer> {
  const syllable = SAMPLE_RATE / 5;
  return Int16Array.from({ length: Math.round((durationMs * SAMPLE_RATE) / 1_000) }, (_, index) => {
    const swell = Math.sin((Math.PI * (index % syllable)) / syllable) ** 2;
    const pitch = 170 + 25 * Math.sin(Math.floor(index / syllable) * 2.4);
    return TONE_LEVEL * swell * Math.sin((2 * Math.PI * pitch * index) / SAMPLE_RATE);
  });
}
