import type { ChildProcess } from 'node:child_process';
import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { oneLine } from '../logging/describe.ts';
import type { Needs } from './confinement.ts';
import { Conversation, type Heard } from './conversation.ts';
import type { Programs } from './programs.ts';

const logger = new Logger('Programs');

const RESTART_DELAYS_MS = [0, 300, 1_000, 3_000, 10_000];
/** A process that lived this long was well: the next restart is immediate again. */
const STABLE_MS = 10_000;

export interface KeptProgramParts<Said extends { type: string }> {
  programs: Programs;
  /** From the repository's root. */
  path: string;
  needs: Needs;
  /** For the log: "The analyzer". */
  name: string;
  /** Of what it says. */
  said: z.ZodType<Said>;
}

export interface KeptProgramEvents<Said extends { type: string }> {
  /** It runs and has been told what it is told first. */
  started: [];
  /** It has ended; it is started again unless the program is missing or was ended. */
  gone: [];
  /** It cannot be started. */
  missing: [];
  message: [Heard<Said>];
}

/** A program of this server's: kept running, and killed when it answers no ping. */
export class KeptProgram<Say extends object, Said extends { type: string }> extends SafeEmitter<KeptProgramEvents<Said>> {
  readonly #parts: KeptProgramParts<Said>;
  #child: ChildProcess | null = null;
  #conversation: Conversation<Said> | null = null;
  #failures = 0;
  #ended = false;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(parts: KeptProgramParts<Said>) {
    super();
    this.#parts = parts;
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

  /** @param first what each process of it is told first */
  start(first: Say): void {
    if (this.#ended) return;
    const { programs, path, needs, name, said } = this.#parts;
    const startedAt = performance.now();
    const child = programs.fork(path, needs);
    if (child === null) return this.safeEmit('missing');
    this.#child = child;
    const conversation = new Conversation<Said>({
      schema: said,
      send: (message) => child === this.#child && this.#send(message),
      hear: (message) => child === this.#child && this.safeEmit('message', message),
      hangs: (silentMs) => {
        logger.warn(`${name} has said nothing for ${Math.round(silentMs)} ms; it is killed.`);
        child.kill('SIGKILL');
      },
    });
    this.#conversation = conversation;
    // What comes often may come several at a time.
    child.on('message', (messages) => {
      for (const message of Array.isArray(messages) ? (messages as unknown[]) : [messages]) conversation.receive(message);
    });
    child.on('error', (error) => logger.error(`${name}'s process cannot be talked to. ${oneLine(error)}`));
    child.once('exit', (code, signal) => {
      conversation.close();
      if (this.#child !== child) return;
      this.#child = null;
      if (this.#ended) return;
      this.#failures = performance.now() - startedAt > STABLE_MS ? 0 : this.#failures + 1;
      logger.warn(`${name} ended (${signal ?? `exit code ${code}`}); it is started again.`);
      this.safeEmit('gone');
      const delay = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)];
      this.#restartTimer = setTimeout(() => this.start(first), delay);
    });
    this.send(first);
    this.safeEmit('started');
  }

  /** Silently drops what is sent while it is away. */
  send(message: Say): void {
    this.#send(message);
  }

  /** It ends by itself when its channel closes; one that hangs is killed. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    if (child.connected) child.disconnect();
    setTimeout(() => child.kill('SIGKILL'), 1_000).unref();
  }

  #send(message: object): void {
    const child = this.#child;
    if (child?.connected !== true) return;
    child.send(message, (error) => {
      if (error !== null && child === this.#child && child.connected)
        logger.error(`A message to ${this.#parts.name.toLowerCase()} was lost. ${oneLine(error)}`);
    });
  }
}
