const RATE = 16_000;

/** Numbers of a seed, 0–1 (mulberry32): the same noise in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Noise = (seconds: number, seed: number) => Float32Array;

const filled = (seconds: number, value: (index: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, index) => value(index));

/** A microphone's own hiss, hardly to be heard. */
export const silence: Noise = (seconds, seed) => {
  const next = random(seed);
  return filled(seconds, () => (next() - 0.5) * 0.0005);
};

/** A room: a fan's low rumble, mains hum, and now and then a key, a cup or a chair. */
export const room: Noise = (seconds, seed) => {
  const next = random(seed);
  let [low, knock, ring] = [0, 0, 0];
  return filled(seconds, (index) => {
    low += ((next() - 0.5) * 0.2 - low) * 0.02;
    if (next() < 0.5 / RATE) [knock, ring] = [0.1 + next() * 0.3, 200 + next() * 2_500];
    knock *= 0.9992;
    return low * 0.6 + 0.004 * Math.sin((2 * Math.PI * 50 * index) / RATE) + knock * Math.sin((2 * Math.PI * ring * index) / RATE) * next();
  });
};

/** A band: bass, chords and a melody with harmonics, and a drum. */
export const music: Noise = (seconds, seed) => {
  const next = random(seed);
  const note = (pitch: number) => 220 * 2 ** (pitch / 12);
  const chords = [
    [0, 4, 7],
    [-3, 0, 4],
    [-7, -3, 0],
    [-5, -1, 2],
  ];
  const beat = RATE / 2;
  let melody = 12;
  let at = -1;
  return filled(seconds, (index) => {
    const now = Math.floor(index / beat);
    if (now !== at) [at, melody] = [now, 12 + Math.floor(next() * 13)];
    const chord = chords[Math.floor(now / 4) % chords.length]!;
    const decay = Math.exp((-3 * (index % beat)) / beat);
    const tone = (pitch: number) => {
      const phase = (2 * Math.PI * note(pitch) * index) / RATE;
      return Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase);
    };
    const drum = index % (beat * 2) < RATE / 20 ? (next() - 0.5) * 0.3 : 0;
    return 0.05 * chord.reduce((sum, pitch) => sum + tone(pitch), 0) + 0.1 * decay * tone(melody) + 0.06 * tone(chord[0]! - 24) + drum;
  });
};

const power = (sound: Float32Array) => sound.reduce((sum, value) => sum + value * value, 0) / sound.length;

/** Speech with noise under it, so many dB quieter than it. */
export function mixed(speech: Float32Array, noise: Float32Array, decibels: number): Float32Array {
  const gain = Math.sqrt(power(speech) / (power(noise) * 10 ** (decibels / 10)));
  return speech.map((value, index) => Math.max(-1, Math.min(1, value + gain * (noise[index % noise.length] ?? 0))));
}
