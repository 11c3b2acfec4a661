import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agreementOf } from '../load/recording/agreement/compare.ts';
import { mainFace, readEmotionsCsv } from '../load/recording/agreement/emotions-csv.ts';
import { liveSamples } from '../load/recording/agreement/live-samples.ts';
import { runAnalyze } from '../media/run-analyze.ts';
import { makeTruthVideo } from '../media/truth-video.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a recorded video and a live call', () => {
  it.each(['light', 'accurate'] as const)('get the same labels at the same times: %s', async (profile) => {
    const [video, out] = [path.join(folder, `${profile}.mp4`), path.join(folder, profile)];
    const { durationMs } = await makeTruthVideo(video, profile);
    const [live, ran] = [
      await liveSamples(video, { profile, everyNth: 6 }),
      await runAnalyze([video, '--profile', profile, '--every', '6', '--out', out, '--no-annotated']),
    ];
    expect(ran.code, ran.stderr).toBe(0);
    const recorded = mainFace(readEmotionsCsv(path.join(out, 'emotions.csv'))).map(({ timeMs, label }) => ({ atMs: timeMs, label }));
    const agreement = agreementOf(live, recorded, 1);
    console.log(`${profile}: ${(100 * agreement.shareOfLabelled).toFixed(1)} % of ${agreement.labelled} samples`);
    expect(agreement.unmatched).toBe(0);
    expect(agreement.labelled).toBeGreaterThan((0.95 * durationMs) / 200);
    expect(agreement.shareOfLabelled).toBeGreaterThanOrEqual(0.95);
  });
});
