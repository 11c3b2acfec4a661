import type { VideoLimits } from '#contracts/recording-link';
import type { RandomAccessFile } from '#files/random-access';
import { AudioReader } from '../render/sound/audio-reader.ts';
import { SAMPLE_RATE } from '../render/sound/sound.ts';

/** Length of the pieces whose level is measured. */
const PIECE_MS = 100;
/** The quietest tenth of the pieces is the room; speech is so much louder, in dB, and never quieter than this, in dB of full scale. */
const [ROOM_SHARE, ABOVE_ROOM_DB, LEAST_DBFS] = [0.1, 12, -50];
/** Words have pauses: what is heard again within so many pieces goes on. Shorter than so many is a click. */
const [PAUSE_PIECES, LEAST_PIECES] = [8, 3];
/** Level of digital silence. */
const SILENCE_DB = -100;

/**
 * When there is speech in a recording, by the energy of its sound against that of its room (the energy detector of Rabiner and Sambur 1975, without
 * its zero crossings). Anything as loud counts as speech, music too; a constant sound does not, it is the room. What is heard says nothing of who speaks.
 */
export class Speech {
  readonly #heard: readonly boolean[];

  /** @param levels of pieces of {@link PIECE_MS}, in dB of full scale */
  constructor(levels: readonly number[]) {
    const room = levels.toSorted((a, b) => a - b)[Math.floor(levels.length * ROOM_SHARE)] ?? SILENCE_DB;
    const least = Math.max(LEAST_DBFS, room + ABOVE_ROOM_DB);
    this.#heard = joined(levels.map((level) => level >= least));
  }

  /** Of a video's sound; without any, or where it cannot be decoded, nobody is ever heard. @throws the signal's reason */
  static async of(source: RandomAccessFile, limits: VideoLimits, signal: AbortSignal): Promise<Speech> {
    const reader = await AudioReader.open(source, limits).catch(() => null);
    if (reader === null) return new Speech([]);
    try {
      return new Speech(await levelsOf(reader, signal));
    } catch {
      // A broken sound is no reason to leave the pictures alone.
      signal.throwIfAborted();
      return new Speech([]);
    } finally {
      await reader.close();
    }
  }

  at(ms: number): boolean {
    return this.#heard[Math.floor(ms / PIECE_MS)] ?? false;
  }
}

async function levelsOf(reader: AudioReader, signal: AbortSignal): Promise<number[]> {
  const length = (SAMPLE_RATE * PIECE_MS) / 1_000;
  const levels: number[] = [];
  let [energy, count] = [0, 0];
  for await (const [channel] of reader.from(0)) {
    signal.throwIfAborted();
    for (const value of channel!) {
      energy += value * value;
      if (++count < length) continue;
      levels.push(energy === 0 ? SILENCE_DB : Math.max(SILENCE_DB, 10 * Math.log10(energy / length)));
      [energy, count] = [0, 0];
    }
  }
  return levels;
}

/** Pauses are filled, then clicks taken out. */
function joined(loud: readonly boolean[]): boolean[] {
  const heard = loud.map(() => false);
  let [from, last] = [-1, -1];
  const close = () => {
    if (from >= 0 && last - from + 1 >= LEAST_PIECES) heard.fill(true, from, last + 1);
  };
  loud.forEach((is, at) => {
    if (!is) return;
    if (from < 0 || at - last > PAUSE_PIECES) {
      close();
      from = at;
    }
    last = at;
  });
  close();
  return heard;
}
