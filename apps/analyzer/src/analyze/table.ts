import type { FileReport } from './analyze-video.ts';

/** What a person reads when it is done: per video how much was seen, the expressions by their shares, and what was written. */
export function reportText(files: readonly FileReport[]): string {
  return files
    .filter(({ outputs }) => outputs.length > 0)
    .map(({ video, durationMs, samples, coverage, shares, outputs }) => {
      const named = Object.entries(shares)
        .filter(([, share]) => share >= 0.005)
        .sort(([, a], [, b]) => b - a);
      return [
        `${video}: ${(durationMs / 1_000).toFixed(1)} s, ${samples} samples, an estimate for ${percent(coverage)} of the time`,
        ...named.map(([name, share]) => `  ${name.padEnd(10)} ${percent(share).padStart(5)}`),
        ...outputs.map((file) => `  → ${file}`),
        '',
      ].join('\n');
    })
    .join('\n');
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
