import type { RecogniserSettings } from '#contracts/speech-link';
import { recogniserOf } from '../../../apps/analyzer/src/speech/recognisers.ts';
import type { Recogniser } from '../../../apps/analyzer/src/speech/recogniser.ts';
import { VoiceActivity } from '../../../apps/analyzer/src/speech/voice-activity.ts';
import { readSpeechSettings } from '../../../apps/server/src/config/speech-settings.ts';
import { isInstalled, joined, silent, spoken, type Voice } from '../../media/spoken.ts';
import { percentile } from '../live/percentile.ts';
import { Listening } from './listening.ts';
import { mixed, music, type Noise, room, silence } from './noises.ts';
import { REPORTED, type Script, TUNING } from './sentences.ts';
import { countWords, wordErrors } from './word-errors.ts';

/** How much louder the speech is than the noise under it. */
const LEVELS_DB = [20, 10, 5];
const QUIET: Record<string, Noise> = { silence, room, music };
const PAUSE_S = 1.5;
const WORDS_WITHIN_MS = 60_000;
/** A synthetic voice is over where it is so quiet. */
const OVER = 0.01;

export interface SpeechOptions {
  /** Of silence, room noise and music, each. */
  quietMinutes: number;
  /** By the sentences and voices that thresholds are chosen on, in place of those that are reported. */
  tuning: boolean;
  say: (line: string) => void;
}

interface Sentence {
  text: string;
  voice: Voice;
  sound: Float32Array;
}

export async function measureSpeech({ quietMinutes, tuning, say }: SpeechOptions): Promise<object[]> {
  const { recogniser: settings } = readSpeechSettings(process.env);
  if (settings === null || !isInstalled('flite'))
    throw new Error(
      'Nothing recognises speech here, or flite is missing. On Debian: apt-get install pocketsphinx pocketsphinx-en-us flite. A service: ATTUNE_SPEECH_URL.',
    );
  const voice = await VoiceActivity.load();
  const sentences = await spokenBy(tuning ? TUNING : REPORTED);
  const seed = tuning ? 1 : 1_001;
  const seconds = sentences.reduce((sum, { sound }) => sum + sound.length / 16_000, 0);
  const live = await measureLive(settings, voice, sentences, say);
  const noisy = [];
  for (const decibels of LEVELS_DB) noisy.push(await measureNoisy(settings, voice, sentences, { decibels, seed, say }));
  const quiet = [];
  for (const [kind, noise] of Object.entries(QUIET))
    quiet.push(await measureQuiet(settings, voice, { kind, noise, minutes: quietMinutes, seed, say }));
  const hours = quiet.reduce((sum, { minutes }) => sum + minutes, 0) / 60;
  return [
    {
      recogniser: settings.kind,
      minutes: seconds / 60,
      ...live,
      noisy,
      inventedWordsPerSilentHour: quiet.reduce((sum, { inventedWords }) => sum + inventedWords, 0) / hours,
      quiet,
    },
  ];
}

async function spokenBy({ voices, sentences }: Script): Promise<Sentence[]> {
  const all: Sentence[] = [];
  for (const voice of voices) for (const text of sentences) all.push({ text, voice, sound: await spoken(text, voice) });
  return all;
}

/** Two people at once, each with a voice of their own, as fast as they speak. */
async function measureLive(settings: RecogniserSettings, voice: VoiceActivity, sentences: Sentence[], say: (line: string) => void) {
  const voices = [...new Set(sentences.map((sentence) => sentence.voice))];
  const captionMs: number[] = [];
  let [errors, words] = [0, 0];
  await withRecogniser(settings, (recogniser) =>
    Promise.all(
      voices.map(async (one) => {
        for (const { text, sound } of sentences.filter((sentence) => sentence.voice === one)) {
          const listening = new Listening(voice, recogniser);
          const whole = joined(silent(0.5), sound, silent(PAUSE_S));
          const overAt = (await listening.live(whole)) - ((sound.length - lastLoud(sound)) / 16 + PAUSE_S * 1_000);
          await listening.words(1, WORDS_WITHIN_MS);
          const heard = listening.heard.map((utterance) => utterance.text).join(' ');
          const last = listening.heard.at(-1);
          if (last !== undefined) captionMs.push(last.at - overAt);
          errors += wordErrors(text, heard);
          words += countWords(text);
          say(`${one}: ${heard === '' ? '(nothing)' : heard} [${last === undefined ? '-' : Math.round(last.at - overAt)} ms]`);
          listening.close();
        }
      }),
    ),
  );
  const realTimeFactor = await measurePace(settings, voice, sentences);
  return {
    wordErrorRate: errors / words,
    realTimeFactor,
    captionMs: { p50: percentile(captionMs, 0.5), p95: percentile(captionMs, 0.95) },
  };
}

/** How long it takes from sound to words, of the sound's own length, one utterance after the other and all of it given at once. */
async function measurePace(settings: RecogniserSettings, voice: VoiceActivity, sentences: Sentence[]): Promise<number> {
  const some = sentences.filter((_, index) => index % 4 === 0);
  return withRecogniser(settings, async (recogniser) => {
    const startedAt = performance.now();
    for (const { sound } of some) {
      const listening = new Listening(voice, recogniser);
      await listening.atOnce(joined(silent(0.5), sound, silent(1)));
      await listening.words(1, WORDS_WITHIN_MS);
      listening.close();
    }
    return (performance.now() - startedAt) / some.reduce((sum, { sound }) => sum + sound.length / 16, 0);
  });
}

async function measureNoisy(
  settings: RecogniserSettings,
  voice: VoiceActivity,
  sentences: Sentence[],
  { decibels, seed, say }: { decibels: number; seed: number; say: (line: string) => void },
) {
  const noise = room(10, seed);
  let [errors, words, dropped] = [0, 0, 0];
  await withRecogniser(settings, async (recogniser) => {
    for (const { text, sound } of sentences) {
      const listening = new Listening(voice, recogniser);
      await listening.atOnce(mixed(joined(silent(0.5), sound, silent(PAUSE_S)), noise, decibels));
      await listening.words(1, WORDS_WITHIN_MS);
      errors += wordErrors(text, listening.heard.map((utterance) => utterance.text).join(' '));
      words += countWords(text);
      dropped += listening.dropped;
      listening.close();
    }
  });
  say(`${decibels} dB above the room's noise: word error rate ${(errors / words).toFixed(3)}, ${dropped} dropped`);
  return { speechAboveNoiseDb: decibels, wordErrorRate: errors / words, dropped };
}

async function measureQuiet(
  settings: RecogniserSettings,
  voice: VoiceActivity,
  { kind, noise, minutes, seed, say }: { kind: string; noise: Noise; minutes: number; seed: number; say: (line: string) => void },
) {
  let [inventedWords, utterances] = [0, 0];
  await withRecogniser(settings, async (recogniser) => {
    const listening = new Listening(voice, recogniser);
    for (let minute = 0; minute < minutes; minute++) await listening.atOnce(noise(60, seed + minute));
    await listening.atOnce(silent(2));
    await listening.words(Infinity, 5_000);
    utterances = listening.heard.length + listening.dropped;
    inventedWords = listening.heard.reduce((sum, { text }) => sum + countWords(text), 0);
    listening.close();
  });
  say(`${minutes} min of ${kind}: ${utterances} times taken for a voice, ${inventedWords} words`);
  return { kind, minutes, takenForVoice: utterances, inventedWords };
}

async function withRecogniser<T>(settings: RecogniserSettings, work: (recogniser: Recogniser) => Promise<T>): Promise<T> {
  const recogniser = recogniserOf(settings);
  try {
    return await work(recogniser);
  } finally {
    recogniser.close();
  }
}

const lastLoud = (sound: Float32Array) => sound.findLastIndex((value) => Math.abs(value) > OVER) + 1;
