import { SingleBar } from 'cli-progress';
import { clockText } from '#contracts/time';
import type { JobProgress } from '#contracts/recording';

/** What a person sees while a video is worked on. */
export interface ProgressView {
  update(progress: JobProgress): void;
  /** The step is over, however it ended. */
  stop(): void;
}

type Output = NodeJS.WritableStream & { isTTY?: boolean };

/** A bar on a terminal, a line every tenth of the way elsewhere. */
export function showProgress(what: string, output: Output): ProgressView {
  return output.isTTY === true ? bar(what, output) : lines(what, output);
}

const SCALE = 1_000;

function bar(what: string, stream: Output): ProgressView {
  const view = new SingleBar({
    stream,
    format: `${what.replace(/[{}]/g, '')}  {bar}  {percentage} %  {pace}`,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    fps: 5,
    // Signals are answered in one place, which also deletes what is unfinished.
    gracefulExit: false,
  });
  view.start(SCALE, 0, { pace: '' });
  return {
    update: (progress) => view.update(Math.round(progress.share * SCALE), { pace: paceOf(progress) }),
    stop: () => view.stop(),
  };
}

function lines(what: string, output: Output): ProgressView {
  let told = -1;
  return {
    update(progress) {
      const tenth = Math.floor(progress.share * 10 + 1e-9);
      if (tenth <= told) return;
      told = tenth;
      output.write(`${[`${what}: ${tenth * 10} %`, paceOf(progress)].filter((part) => part !== '').join(', ')}\n`);
    },
    stop: () => undefined,
  };
}

/** Speed and time left, as far as they are known: "8.4x real time, 1:02 left". */
export function paceOf({ speed, leftMs }: JobProgress): string {
  return [
    speed === null ? null : `${speed.toFixed(1)}x real time`,
    leftMs === null ? null : `${clockText(Math.ceil(leftMs / 1_000) * 1_000)} left`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
