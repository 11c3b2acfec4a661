import { SAMPLE_RATE } from './voice-activity.ts';

const HEADER = 44;

/** Sixteen-bit samples, little endian. */
export function pcm16(sounds: readonly Float32Array[]): Buffer {
  const length = sounds.reduce((sum, sound) => sum + sound.length, 0);
  const bytes = Buffer.alloc(length * 2);
  let at = 0;
  for (const sound of sounds)
    for (const value of sound) at = bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767))), at);
  return bytes;
}

/** A WAV file (RIFF, PCM) of mono sound at {@link SAMPLE_RATE}. */
export function wav(sounds: readonly Float32Array[]): Buffer {
  const data = pcm16(sounds);
  const header = Buffer.alloc(HEADER);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER - 8 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
