import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { fromAnalyzer, type FromAnalyzer, type TapKind, type ToAnalyzer } from '#contracts/analyzer-link';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import { KeptProgram } from '../../processes/kept-program.ts';
import type { Programs } from '../../processes/programs.ts';
import type { AnalyzerLink, AnalyzerLinkEvents, AnalyzerStart } from './analyzer-link.ts';

const logger = new Logger('Analysis');

const PROGRAM = join('apps', 'analyzer', 'src', 'main.ts');
/** Media come over loopback, and nothing is read from the data folder. Inference on an accelerator maps the model there as well. */
const NEEDS = { network: true, files: null, memoryMb: 8_192, heapMb: 1_024 };

/** The analyzer that this server forks. */
export class ForkedLink extends SafeEmitter<AnalyzerLinkEvents> implements AnalyzerLink {
  readonly name = 'this server';
  readonly local = true;
  readonly tap: TapKind;
  readonly #program: KeptProgram<ToAnalyzer, FromAnalyzer>;
  #closed = false;

  constructor(programs: Programs, tap: TapKind) {
    super();
    this.tap = tap;
    this.#program = new KeptProgram({ programs, path: PROGRAM, needs: NEEDS, name: 'The analyzer', said: fromAnalyzer });
    this.#program.on('started', () => this.safeEmit('started'));
    this.#program.on('gone', () => this.safeEmit('gone'));
    this.#program.on('missing', () => this.#fail(`The analyzer's program ${PROGRAM} is missing. Check the installation.`));
    this.#program.on('message', (message) => {
      if (message.type === 'ready') this.safeEmit('ready', message);
      else if (message.type === 'failed') this.#fail(message.message);
      else this.safeEmit('message', message);
    });
  }

  get pid(): number | null {
    return this.#program.pid;
  }

  get silentMs(): number {
    return this.#program.silentMs;
  }

  get roundTripMs(): number | null {
    return this.#program.roundTripMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  start(what: AnalyzerStart): void {
    this.#program.start({ type: 'start', ...what });
  }

  send(message: ToAnalyzer): void {
    this.#program.send(message);
  }

  dismiss(reason: string): void {
    this.#fail(reason);
  }

  close(): void {
    this.#closed = true;
    this.#program.end();
  }

  #fail(message: string): void {
    logger.error(`Expression analysis is off on this server: ${message}`);
    this.safeEmit('failed', message);
    this.#program.end();
  }
}
