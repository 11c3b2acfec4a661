import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { types as mediasoup } from 'mediasoup';
import { fromAnalyzer, type AnalysisSettings, type FromAnalyzer, type ToAnalyzer } from '#contracts/analyzer-link';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { SilenceWatch } from '../processes/silence-watch.ts';
import type { Programs } from '../processes/programs.ts';

const PROGRAM = join('apps', 'analyzer', 'src', 'main.ts');
/** Media come over loopback, and nothing is read from the data folder. Inference on an accelerator maps the model there as well. */
const NEEDS = { network: true, files: null, memoryMb: 8_192, heapMb: 1_024 };
const RESTART_DELAYS_MS = [0, 300, 1_000, 3_000, 10_000];
/** A process that lived this long was well: the next restart is immediate again. */
const STABLE_MS = 10_000;
const PING_INTERVAL_MS = 1_000;
const HANGS_AFTER_MS = 5_000;
/** Loading a model on a busy machine takes its time. */
const START_TIMEOUT_MS = 60_000;

export type AnalyzerReady = Extract<FromAnalyzer, { type: 'ready' }>;
export type AnalyzerMessage = Exclude<FromAnalyzer, { type: 'ready' | 'failed' | 'pong' }>;

export interface AnalyzerProcessEvents {
  /** The process was forked and got its settings; it can be sent calls although its model is still loading. */
  started: [];
  ready: [AnalyzerReady];
  /** It died or hung and was killed; `started` follows unless it was closed. */
  gone: [];
  /** It cannot work and says what to do; it is not started again. */
  failed: [string];
  message: [AnalyzerMessage];
}

/**
 * The forked analyzer: kept running, and killed when it answers no ping. What it sends is parsed here; whatever is
 * malformed is dropped and logged without its content.
 */
export class AnalyzerProcess extends SafeEmitter<AnalyzerProcessEvents> {
  readonly #programs: Programs;
  readonly #settings: AnalysisSettings;
  readonly #routerRtpCapabilities: mediasoup.RtpCapabilities;
  #child: ChildProcess | null = null;
  #failures = 0;
  #closed = false;
  #failed = false;
  #restartTimer: NodeJS.Timeout | undefined;
  #ready = false;

  constructor(programs: Programs, settings: AnalysisSettings, routerRtpCapabilities: mediasoup.RtpCapabilities) {
    super();
    this.#programs = programs;
    this.#settings = settings;
    this.#routerRtpCapabilities = routerRtpCapabilities;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    if (this.#closed || this.#failed) return;
    const startedAt = performance.now();
    const child = this.#programs.fork(PROGRAM, NEEDS);
    if (child === null) return this.#fail(`The analyzer's program ${PROGRAM} is missing. Check the installation.`);
    this.#child = child;
    this.#ready = false;
    const silence = this.#watch(child);
    const pings = this.#ping(child);
    child.on('message', (message) => {
      this.#receive(message);
      silence.heard(this.#ready ? HANGS_AFTER_MS : START_TIMEOUT_MS);
    });
    child.on('error', (error) => console.error('The analyzer process:', error.message));
    child.once('exit', (code, signal) => {
      clearInterval(pings);
      silence.close();
      if (this.#child !== child) return;
      this.#child = null;
      if (this.#closed || this.#failed) return;
      this.#failures = performance.now() - startedAt > STABLE_MS ? 0 : this.#failures + 1;
      console.warn(`The analyzer ended (${signal ?? `exit code ${code}`}); it is started again.`);
      this.safeEmit('gone');
      const delay = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)];
      this.#restartTimer = setTimeout(() => this.start(), delay);
    });
    this.send({ type: 'start', settings: this.#settings, routerRtpCapabilities: this.#routerRtpCapabilities });
    this.safeEmit('started');
  }

  /** Silently drops what is sent while the process is away: `gone` has been told, and state is sent anew at `started`. */
  send(message: ToAnalyzer): void {
    const child = this.#child;
    if (child?.connected !== true) return;
    child.send(message, (error) => {
      if (error !== null && child === this.#child && child.connected) console.error('A message to the analyzer was lost:', error.message);
    });
  }

  /** The analyzer ends by itself when its channel closes; a hung one is killed. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    if (child.connected) child.disconnect();
    setTimeout(() => child.kill('SIGKILL'), 1_000).unref();
  }

  #receive(message: unknown): void {
    const parsed = fromAnalyzer.safeParse(message);
    if (!parsed.success)
      return console.error(
        'The analyzer sent a message that does not fit the link:',
        parsed.error.issues[0]?.path.join('.'),
        parsed.error.issues[0]?.message,
      );
    switch (parsed.data.type) {
      case 'ready':
        this.#ready = true;
        return this.safeEmit('ready', parsed.data);
      case 'failed':
        return this.#fail(parsed.data.message);
      case 'pong':
        return;
      default:
        return this.safeEmit('message', parsed.data);
    }
  }

  #fail(message: string): void {
    this.#failed = true;
    console.error(`Expression analysis is off: ${message}`);
    this.safeEmit('failed', message);
    const child = this.#child;
    this.#child = null;
    if (child?.connected === true) child.disconnect();
  }

  /** Kills a process that hangs: not one that this process could not hear while it stood still itself. */
  #watch(child: ChildProcess): SilenceWatch {
    return new SilenceWatch((silentMs) => {
      console.warn(`The analyzer has said nothing for ${Math.round(silentMs)} ms; it is killed.`);
      child.kill('SIGKILL');
    }, START_TIMEOUT_MS);
  }

  #ping(child: ChildProcess): NodeJS.Timeout {
    let n = 0;
    return setInterval(() => {
      if (child === this.#child) this.send({ type: 'ping', n: n++ });
    }, PING_INTERVAL_MS).unref();
  }
}
