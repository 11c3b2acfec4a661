import { Logger } from '@nestjs/common';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import type { AnalysisStatus } from '#contracts/call';
import type { AnalyzerLink, AnalyzerMessage, AnalyzerReady, AnalyzerStart } from './analyzer-link.ts';
import { PooledAnalyzer } from './pooled-analyzer.ts';

const logger = new Logger('Analysis');

export interface AnalyzerPoolEvents {
  /** It can be given calls now, or is better at them than before. */
  present: [PooledAnalyzer];
  /** Nothing that it had can be kept. */
  gone: [PooledAnalyzer];
  message: [PooledAnalyzer, AnalyzerMessage];
}

const NONE_CONNECTED =
  'No analyzer is connected to this server, so nobody is analysed; the call goes on. Ask whoever runs Attune to look at the analyzers.';
const TOO_LATE =
  'The connection to the analyzers is too slow, so nobody is analysed; the call goes on. Ask whoever runs Attune to look at the network.';
const RESTARTING = 'The analysis is being restarted; the call goes on.';

/** All analyzers of this server: the forked one and those on other hosts. They must agree on the model, since samples are compared. */
export class AnalyzerPool extends SafeEmitter<AnalyzerPoolEvents> {
  readonly #start: AnalyzerStart;
  readonly #analyzers = new Set<PooledAnalyzer>();
  #model: Pick<AnalyzerReady, 'classes' | 'model'> = { classes: [], model: '' };
  #everRan = false;
  #lost = 0;

  constructor(start: AnalyzerStart) {
    super();
    this.#start = start;
  }

  get all(): PooledAnalyzer[] {
    return [...this.#analyzers];
  }

  /** How often an analyzer that was there went away, to come back or not. */
  get lost(): number {
    return this.#lost;
  }

  /** In the order of every sample's scores; empty until an analyzer has loaded its model. */
  get classes(): string[] {
    return [...this.#model.classes];
  }

  /** The state of analysis, whether anybody has consented or not, and a sentence for people where something is wrong. */
  get state(): Pick<AnalysisStatus, 'state' | 'detail'> {
    const analyzers = this.all;
    const ready = analyzers.filter((analyzer) => analyzer.ready !== null);
    if (ready.some(({ late }) => !late)) return { state: 'running', detail: null };
    if (ready.length > 0) return { state: 'paused', detail: TOO_LATE };
    if (analyzers.length === 0) return { state: 'paused', detail: NONE_CONNECTED };
    if (analyzers.every(({ failure }) => failure !== null)) return { state: 'off', detail: analyzers[0]?.failure ?? null };
    return this.#everRan ? { state: 'paused', detail: RESTARTING } : { state: 'starting', detail: null };
  }

  /** Starts an analyzer, which then belongs to the pool until its link is closed. */
  add(link: AnalyzerLink): void {
    const analyzer = new PooledAnalyzer(link);
    this.#analyzers.add(analyzer);
    link.on('started', () => {
      analyzer.present = true;
      this.safeEmit('present', analyzer);
    });
    link.on('ready', (ready) => this.#ready(analyzer, ready));
    link.on('gone', () => this.#leave(analyzer));
    link.on('failed', (message) => {
      analyzer.failure = message;
      this.#leave(analyzer);
    });
    link.on('message', (message) => this.safeEmit('message', analyzer, message));
    link.start(this.#start);
  }

  close(): void {
    for (const { link } of this.#analyzers) link.close();
  }

  #ready(analyzer: PooledAnalyzer, ready: AnalyzerReady): void {
    const { name } = analyzer.link;
    const others = this.all.filter((other) => other !== analyzer && other.ready !== null);
    const agrees = ready.model === this.#model.model && String(ready.classes) === String(this.#model.classes);
    if (others.length > 0 && !agrees) {
      return analyzer.link.dismiss(`Its model is ${ready.model}, others use ${this.#model.model}. Give all the same models folder.`);
    }
    this.#model = { classes: ready.classes, model: ready.model };
    this.#everRan = true;
    analyzer.ready = ready;
    analyzer.rtpCapabilities = ready.rtpCapabilities;
    logger.log(
      `Expression analysis on ${name}: ${ready.model} on ${ready.device}, ${this.#start.settings.samplesPerSecond} samples a second.`,
    );
    this.safeEmit('present', analyzer);
  }

  #leave(analyzer: PooledAnalyzer): void {
    if (analyzer.present && analyzer.link.closed && !analyzer.link.local) logger.warn(`The analyzer ${analyzer.link.name} is gone.`);
    if (analyzer.present) this.#lost++;
    analyzer.present = false;
    analyzer.ready = null;
    if (analyzer.link.closed) this.#analyzers.delete(analyzer);
    this.safeEmit('gone', analyzer);
  }
}
