import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { oneLine } from '../../logging/describe.ts';
import type { FromAnalyzer, TapKind, ToAnalyzer } from '#contracts/analyzer-link';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import type { Programs } from '../../processes/programs.ts';
import type { AnalyzerLink, AnalyzerLinkEvents, AnalyzerStart } from './analyzer-link.ts';
import { Conversation } from './conversation.ts';

const logger = new Logger('Analysis');

const PROGRAM = join('apps', 'analyzer', 'src', 'main.ts');
/** Media come over loopback, and nothing is read from the data folder. Inference on an accelerator maps the model there as well. */
const NEEDS = { network: true, files: null, memoryMb: 8_192, heapMb: 1_024 };
const RESTART_DELAYS_MS = [0, 300, 1_000, 3_000, 10_000];
/** A process that lived this long was well: the next restart is immediate again. */
const STABLE_MS = 10_000;

/** The analyzer that this server forks: kept running, and killed when it answers no ping. */
export class ForkedLink extends SafeEmitter<AnalyzerLinkEvents> implements AnalyzerLink {
  readonly name = 'this server';
  readonly local = true;
  readonly tap: TapKind;
  readonly #programs: Programs;
  #child: ChildProcess | null = null;
  #conversation: Conversation | null = null;
  #failures = 0;
  #closed = false;
  #failed = false;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(programs: Programs, tap: TapKind) {
    super();
    this.#programs = programs;
    this.tap = tap;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  get silentMs(): number {
    return this.#conversation?.silentMs ?? 0;
  }

  get roundTripMs(): number | null {
    return this.#conversation?.roundTripMs ?? null;
  }

  get closed(): boolean {
    return this.#closed;
  }

  start(what: AnalyzerStart): void {
    if (this.#closed || this.#failed) return;
    const startedAt = performance.now();
    const child = this.#programs.fork(PROGRAM, NEEDS);
    if (child === null) return this.#fail(`The analyzer's program ${PROGRAM} is missing. Check the installation.`);
    this.#child = child;
    const conversation = new Conversation({
      send: (message) => child === this.#child && this.send(message),
      hear: (message) => child === this.#child && this.#hear(message),
      hangs: (silentMs) => {
        logger.warn(`The analyzer has said nothing for ${Math.round(silentMs)} ms; it is killed.`);
        child.kill('SIGKILL');
      },
    });
    this.#conversation = conversation;
    child.on('message', (messages) => {
      for (const message of Array.isArray(messages) ? (messages as unknown[]) : [messages]) conversation.receive(message);
    });
    child.on('error', (error) => logger.error(`The analyzer process cannot be talked to. ${oneLine(error)}`));
    child.once('exit', (code, signal) => {
      conversation.close();
      if (this.#child !== child) return;
      this.#child = null;
      if (this.#closed || this.#failed) return;
      this.#failures = performance.now() - startedAt > STABLE_MS ? 0 : this.#failures + 1;
      logger.warn(`The analyzer ended (${signal ?? `exit code ${code}`}); it is started again.`);
      this.safeEmit('gone');
      const delay = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)];
      this.#restartTimer = setTimeout(() => this.start(what), delay);
    });
    this.send({ type: 'start', ...what });
    this.safeEmit('started');
  }

  send(message: ToAnalyzer): void {
    const child = this.#child;
    if (child?.connected !== true) return;
    child.send(message, (error) => {
      if (error !== null && child === this.#child && child.connected) logger.error(`A message to the analyzer was lost. ${oneLine(error)}`);
    });
  }

  dismiss(reason: string): void {
    this.#fail(reason);
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

  #hear(message: Exclude<FromAnalyzer, { type: 'pong' }>): void {
    if (message.type === 'ready') this.safeEmit('ready', message);
    else if (message.type === 'failed') this.#fail(message.message);
    else this.safeEmit('message', message);
  }

  #fail(message: string): void {
    this.#failed = true;
    logger.error(`Expression analysis is off on this server: ${message}`);
    this.safeEmit('failed', message);
    const child = this.#child;
    this.#child = null;
    if (child?.connected === true) child.disconnect();
  }
}
