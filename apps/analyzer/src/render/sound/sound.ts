/** Samples a second of all sound that is encoded. */
export const SAMPLE_RATE = 48_000;
export const samplesOf = (ms: number) => Math.round((ms * SAMPLE_RATE) / 1_000);

/** A block of sound: one array per channel, all of the same length, −1 to 1. */
export type Sound = Float32Array[];

/** Sound, and at which sample of the video's clock it begins. */
export interface SoundBlock {
  at: number;
  sound: Sound;
}

export const silence = (channels: number, length: number): Sound => Array.from({ length: channels }, () => new Float32Array(length));
