import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { RecogniserState } from '#contracts/speech-link';
import { readPocketSphinx } from './pocketsphinx-output.ts';
import type { Outcome, Recogniser, Recognition } from './recogniser.ts';
import { pcm16 } from './wav.ts';

/** It opens its input by a path, which cannot be done with the socket that Node gives a child: `cat` gives it a pipe. */
const PIPED = 'cat | "$0" "$@"';
/** A narrower search: seven tenths of the time, and hardly less right on the sentences that thresholds are chosen on. */
const FASTER = ['-maxhmmpf', '3000', '-maxwpf', '10'];
/** Voice activity is ours; the program's own would cut words off. */
const OPTIONS = ['-infile', '/dev/stdin', '-remove_silence', 'no', '-time', 'yes', '-logfn', '/dev/null', ...FASTER];
/** The words come while somebody speaks, so that this is for the last second of it. */
const ANSWERS_WITHIN_MS = 30_000;
/** An utterance that waits for a free process so long after its end is given up. */
const WAITS_AT_MOST_MS = 30_000;
/** Waiting so long is worth telling. */
const SLOW_MS = 3_000;
const DOWN_AFTER = 2;

/**
 * PocketSphinx, one process an utterance: it works while somebody speaks, and the end of its input is the end of the utterance. One process is
 * kept ready with its models loaded.
 */
export class PocketSphinx implements Recogniser {
  onState: (() => void) | null = null;
  readonly #program: string;
  readonly #most = Math.max(2, availableParallelism() * 2);
  readonly #running = new Set<Utterance>();
  readonly #waiting: Utterance[] = [];
  #ready: Sphinx | null = null;
  #failures = 0;
  #state: RecogniserState = 'running';
  #closed = false;

  /** @param program absolute path of `pocketsphinx_continuous` */
  constructor(program: string) {
    this.#program = program;
    this.#ready = new Sphinx(program);
  }

  get state(): RecogniserState {
    return this.#state;
  }

  open(): Recognition {
    const utterance = new Utterance({
      done: (failed) => this.#done(utterance, failed),
      slow: () => this.#settle(),
    });
    this.#waiting.push(utterance);
    this.#next();
    return utterance;
  }

  close(): void {
    this.#closed = true;
    this.#ready?.kill();
    for (const utterance of [...this.#running, ...this.#waiting]) utterance.abort();
  }

  #next(): void {
    while (!this.#closed && this.#running.size < this.#most) {
      const utterance = this.#waiting.shift();
      if (utterance === undefined) break;
      this.#running.add(utterance);
      utterance.begin(this.#ready?.alive === true ? this.#ready : new Sphinx(this.#program));
      this.#ready = new Sphinx(this.#program);
    }
    this.#settle();
  }

  #done(utterance: Utterance, failed: boolean | null): void {
    this.#running.delete(utterance);
    const at = this.#waiting.indexOf(utterance);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (failed !== null) this.#failures = failed ? this.#failures + 1 : 0;
    this.#next();
  }

  #settle(): void {
    const state = this.#failures >= DOWN_AFTER ? 'down' : this.#waiting.some(({ isSlow }) => isSlow) ? 'slow' : 'running';
    if (state === this.#state) return;
    this.#state = state;
    this.onState?.();
  }
}

interface UtteranceParts {
  /** `failed`: whether the program did; null where it was not asked. */
  done: (failed: boolean | null) => void;
  slow: () => void;
}

class Utterance implements Recognition {
  isSlow = false;
  readonly #parts: UtteranceParts;
  #sounds: Float32Array[] = [];
  #sphinx: Sphinx | null = null;
  #answer: ((outcome: Outcome) => void) | null = null;
  #ended = false;
  #over = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: UtteranceParts) {
    this.#parts = parts;
  }

  begin(sphinx: Sphinx): void {
    this.#sphinx = sphinx;
    for (const sound of this.#sounds) sphinx.write(sound);
    this.#sounds = [];
    if (this.#ended) this.#finish();
  }

  push(sound: Float32Array): void {
    if (this.#over) return;
    if (this.#sphinx === null) this.#sounds.push(sound);
    else this.#sphinx.write(sound);
  }

  end(): Promise<Outcome> {
    this.#ended = true;
    return new Promise((resolve) => {
      if (this.#over) return resolve({ dropped: 'failed' });
      this.#answer = resolve;
      if (this.#sphinx !== null) return this.#finish();
      this.#timers = [
        setTimeout(() => {
          this.isSlow = true;
          this.#parts.slow();
        }, SLOW_MS),
        setTimeout(() => this.#close({ dropped: 'overdue' }, null), WAITS_AT_MOST_MS),
      ];
    });
  }

  abort(): void {
    this.#close({ dropped: 'failed' }, null);
  }

  #finish(): void {
    const late = setTimeout(() => this.#close({ dropped: 'failed' }, true), ANSWERS_WITHIN_MS);
    this.#timers.push(late);
    void this.#sphinx?.finish().then((output) => {
      if (output === null) this.#close({ dropped: 'failed' }, true);
      else this.#close(readPocketSphinx(output), false);
    });
  }

  #close(outcome: Outcome, failed: boolean | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#sounds = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#sphinx?.kill();
    this.#answer?.(outcome);
    this.#parts.done(failed);
  }
}

/** One process of the program. */
class Sphinx {
  readonly #child: ChildProcess;
  readonly #output: Promise<string | null>;
  #alive = true;

  constructor(program: string) {
    // A group of its own, so that all of it can be ended at once.
    const child = spawn('sh', ['-c', PIPED, program, ...OPTIONS], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    this.#child = child;
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    // It may end before all sound is written; that is told by its end.
    child.stdin.on('error', () => undefined);
    this.#output = new Promise((resolve) => {
      const over = (output: string | null) => {
        this.#alive = false;
        resolve(output);
      };
      child.once('error', () => over(null));
      child.once('close', (code) => over(code === 0 ? text : null));
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  write(sound: Float32Array): void {
    this.#child.stdin?.write(pcm16([sound]));
  }

  /** What it has printed when it has ended; null where it failed. */
  finish(): Promise<string | null> {
    this.#child.stdin?.end();
    return this.#output;
  }

  kill(): void {
    if (!this.#alive || this.#child.pid === undefined) return;
    this.#alive = false;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}
