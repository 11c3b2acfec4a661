import { FRAME_MS } from './voice-activity.ts';

/** Speech begins at the first probability, and ends below the second: in between it goes on as it is. */
const [BEGINS_AT, ENDS_BELOW] = [0.5, 0.35];
const frames = (ms: number) => Math.round(ms / FRAME_MS);
/** What is shorter is a cough or a click: it is never given on. */
const LEAST_SPEECH = frames(160);
/** A pause that ends an utterance. */
const PAUSE = frames(600);
/** Kept before the speech: its first sound is often quieter than the threshold. */
const BEFORE = frames(256);
/** No recogniser is given more at once. */
const LONGEST = frames(30_000);
/** Somebody who does not pause is cut at the first weak moment of this last part. */
const CUT_WITHIN = frames(6_000);

/** 32 ms of sound, and when its end was heard on the call's clock. */
export interface HeardFrame {
  readonly sound: Float32Array;
  readonly atMs: number;
  readonly probability: number;
}

export interface SegmenterEvents {
  /** Somebody has begun to speak at `startMs`; frames follow, the first of which begins at `soundMs`. */
  begin: (startMs: number, soundMs: number) => void;
  frame: (sound: Float32Array) => void;
  /** The utterance is over. `endMs`: when its last speech was heard. */
  end: (endMs: number) => void;
}

/** Cuts one microphone's sound into utterances. Between two of them nothing is given on: no voice, no utterance. */
export class Segmenter {
  readonly #events: SegmenterEvents;
  /** The last frames before an utterance; in one, none. */
  #before: HeardFrame[] = [];
  #open = false;
  /** How many of them may be speech. */
  #speech = 0;
  #silent = 0;
  #length = 0;
  #lastSpeechMs = 0;

  constructor(events: SegmenterEvents) {
    this.#events = events;
  }

  take(frame: HeardFrame): void {
    if (this.#open) this.#goOn(frame);
    else this.#wait(frame);
  }

  /** The microphone was muted or is gone: what was said is said. */
  finish(): void {
    if (this.#open) this.#end();
    this.drop();
  }

  /** Forgets what is under way, without an end. */
  drop(): void {
    this.#open = false;
    this.#before = [];
    this.#speech = 0;
  }

  #wait(frame: HeardFrame): void {
    this.#before.push(frame);
    this.#speech = frame.probability >= BEGINS_AT ? this.#speech + 1 : frame.probability < ENDS_BELOW ? 0 : this.#speech;
    const kept = BEFORE + this.#speech;
    while (this.#before.length > kept) this.#before.shift();
    if (this.#speech >= LEAST_SPEECH) this.#begin(frame.atMs);
  }

  #begin(atMs: number): void {
    const sounds = this.#before;
    // The room before the speech is for the recogniser; the utterance begins with its speech.
    const startMs = atMs - this.#speech * FRAME_MS;
    [this.#open, this.#before, this.#speech] = [true, [], 0];
    [this.#silent, this.#length, this.#lastSpeechMs] = [0, sounds.length, atMs];
    this.#events.begin(startMs, atMs - sounds.length * FRAME_MS);
    for (const { sound } of sounds) this.#events.frame(sound);
  }

  #goOn(frame: HeardFrame): void {
    this.#length++;
    if (frame.probability >= ENDS_BELOW) [this.#silent, this.#lastSpeechMs] = [0, frame.atMs];
    else this.#silent++;
    this.#events.frame(frame.sound);
    if (this.#silent >= PAUSE) return this.#end();
    if (this.#length < LONGEST - CUT_WITHIN) return;
    // Late in a long utterance the first weak moment is taken, and any moment at its end.
    if (this.#length < LONGEST && frame.probability >= ENDS_BELOW) return;
    this.#lastSpeechMs = frame.atMs;
    this.#end();
  }

  #end(): void {
    this.#open = false;
    this.#events.end(this.#lastSpeechMs);
  }
}
