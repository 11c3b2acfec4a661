import { Logger } from '@nestjs/common';
import type { AnalysedCall } from './analysed-call.ts';
import type { AnalyzerPool } from './analyzers/analyzer-pool.ts';
import type { PooledAnalyzer } from './analyzers/pooled-analyzer.ts';
import { evenOut, leastBusy, type Place } from './placing.ts';

const logger = new Logger('Analysis');

/** An analyzer all of whose taps have brought nothing for so long is not reached by media, whatever it says. */
const MUTE_MS = 5_000;
/** Few move at a time, so that one that turns out not to work costs little: this share of all, and two at least. */
const MOVING_SHARE = 1 / 20;

interface Candidate extends Place {
  analyzer: PooledAnalyzer;
}

/** Shares the participants of all calls among the analyzers, by what each can do, and takes them away from those that fail. */
export class Sharing {
  readonly #pool: AnalyzerPool;
  readonly #calls: ReadonlyMap<string, AnalysedCall>;

  constructor(pool: AnalyzerPool, calls: ReadonlyMap<string, AnalysedCall>) {
    this.#pool = pool;
    this.#calls = calls;
  }

  countOn(analyzer: PooledAnalyzer): number {
    return this.#each().reduce((sum, call) => sum + call.countOn(analyzer), 0);
  }

  /** Gives everybody who is on no analyzer to one. Where none can be relied on, one that is starting gets them, to be ready sooner. */
  place(): void {
    for (const call of this.#each()) {
      for (const participantId of call.unplaced()) {
        const reliable = this.#reliable();
        const best = leastBusy(reliable.length > 0 ? reliable : this.#candidates().filter(({ analyzer }) => analyzer.usable));
        if (best === null) return;
        call.place(participantId, best.analyzer);
      }
    }
  }

  /** Takes all from it; answers from whom nothing comes now, by call. */
  lose(analyzer: PooledAnalyzer): [AnalysedCall, participantId: string][] {
    return this.#each().flatMap((call) => call.lose(analyzer).map((participantId): [AnalysedCall, string] => [call, participantId]));
  }

  /** To be called several times a second. Answers whom it took from an analyzer that fails. */
  tend(now: number): [AnalysedCall, participantId: string][] {
    for (const call of this.#each()) for (const analyzer of call.endMoves(now)) this.#putAside(analyzer);
    const lost = this.#pool.all.filter((analyzer) => this.#fails(analyzer)).flatMap((analyzer) => this.lose(analyzer));
    this.place();
    this.#even();
    return lost;
  }

  /** Whether it has taps that it brings no samples of, and others could, or it never will. */
  #fails(analyzer: PooledAnalyzer): boolean {
    if (this.countOn(analyzer) === 0) return false;
    if (analyzer.late) return true;
    if (!this.#reliable().some((other) => other.analyzer !== analyzer)) return false;
    if (analyzer.silent) return true;
    const brought = this.#each().map((call) => call.silentOn(analyzer, MUTE_MS));
    if (brought.some(({ well }) => well > 0) || !brought.some(({ silent }) => silent > 0)) return false;
    this.#putAside(analyzer);
    return true;
  }

  #putAside(analyzer: PooledAnalyzer): void {
    logger.warn(`Nothing comes of cameras that the analyzer ${analyzer.link.name} was given. Can it reach the media ports of this server?`);
    analyzer.putAside();
  }

  #even(): void {
    const all = this.#each();
    const placed = this.#pool.all.reduce((sum, analyzer) => sum + this.countOn(analyzer), 0);
    const most = Math.max(2, Math.ceil(placed * MOVING_SHARE));
    for (let moving = all.reduce((sum, call) => sum + call.moving, 0); moving < most; moving++) {
      const move = this.#nextMove();
      if (move === null) return;
      const call = all.find((candidate) => candidate.movable(move.from).length > 0);
      const participantId = call?.movable(move.from)[0];
      if (call === undefined || participantId === undefined) return;
      call.move(participantId, move.to);
    }
  }

  #nextMove(): { from: PooledAnalyzer; to: PooledAnalyzer } | null {
    const reliable = this.#reliable();
    const unreliable = this.#candidates().find(({ analyzer, taps }) => taps > 0 && !analyzer.reliable);
    const to = leastBusy(reliable);
    if (unreliable !== undefined && to !== null) return { from: unreliable.analyzer, to: to.analyzer };
    const move = evenOut(reliable);
    return move === null ? null : { from: move.from.analyzer, to: move.to.analyzer };
  }

  #reliable(): Candidate[] {
    return this.#candidates().filter(({ analyzer }) => analyzer.reliable);
  }

  #candidates(): Candidate[] {
    return this.#pool.all.map((analyzer) => ({
      analyzer,
      taps: this.countOn(analyzer),
      framesPerSecond: analyzer.framesPerSecond,
    }));
  }

  #each(): AnalysedCall[] {
    return [...this.#calls.values()];
  }
}
