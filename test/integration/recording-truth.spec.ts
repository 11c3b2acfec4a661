import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emotionOf } from '#contracts/emotion';
import { callSummary } from '#contracts/summary';
import { spansToCut } from '#timeline/clip-spans';
import { lengthOf } from '#timeline/expression-track';
import { readEmotionsCsv } from '../load/recording/agreement/emotions-csv.ts';
import { fileDurations } from '../media/durations.ts';
import { reportOf, runAnalyze } from '../media/run-analyze.ts';
import { scoreSegments, shareOfRows } from '../media/truth.ts';
import { makeTruthVideo, type TruthVideo } from '../media/truth-video.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-truth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PADDING_MS = 250;
const CHOSEN = ['happiness', 'surprise'];

describe.each(['light', 'accurate'] as const)('npm run analyze --profile %s on a video whose expressions are known', (profile) => {
  const [video, out] = [path.join(folder, `${profile}.mp4`), path.join(folder, profile)];
  let truth: TruthVideo;

  beforeAll(async () => void (truth = await makeTruthVideo(video, profile)));

  it('labels at least 90 % of the time right, and cuts clips where the expressions change', async () => {
    const ran = await runAnalyze([
      video,
      '--profile',
      profile,
      '--out',
      out,
      '--no-annotated',
      '--clips',
      CHOSEN.join(','),
      '--padding',
      String(PADDING_MS / 1_000),
      '--json',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    const [file] = reportOf(ran).files;
    expect(file).toMatchObject({ video, problem: null });
    expect(file!.durationMs).toBeCloseTo(truth.durationMs, 0);

    const summary = callSummary.parse(JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8')));
    expect(summary.participants).toHaveLength(1);
    const score = scoreSegments(truth.segments, summary.participants[0]!.expression!.segments);
    const rows = readEmotionsCsv(path.join(out, 'emotions.csv'));
    const byRows = shareOfRows(truth.segments, rows);
    console.log(
      `${profile}: ${(100 * score.rightTime).toFixed(1)} % of the time right by segments, ${(100 * byRows).toFixed(1)} % of the rows; changes ${score.borderErrorsMs.map(Math.round).join(', ')} ms off`,
    );
    expect(score.rightTime).toBeGreaterThanOrEqual(0.9);
    expect(score.missed).toBe(0);
    expect(Math.max(...score.borderErrorsMs)).toBeLessThanOrEqual(500);
    // A row at every fifth frame, the first included; its label is that of a call and comes a little late.
    expect(rows.map(({ timeMs }) => Math.round((timeMs * 30) / 1_000))).toEqual(
      Array.from({ length: rows.length }, (_, index) => index * 5),
    );
    expect(rows).toHaveLength((truth.durationMs * truth.frameRate) / 1_000 / 5);
    expect(byRows).toBeGreaterThanOrEqual(0.8);
  });

  it('has a clip for each stretch in which they were shown, and all of them joined to the frame', async () => {
    const frameMs = 1_000 / truth.frameRate;
    const { segments } = callSummary.parse(JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'))).participants[0]!.expression!;
    const chosen = segments
      .map((segment) => ({ ...segment, label: emotionOf(segment.label) }))
      .filter(({ label }) => CHOSEN.includes(label));
    const spans = spansToCut(chosen, { paddingMs: PADDING_MS, durationMs: truth.durationMs });
    const wanted = spansToCut(
      truth.segments.filter(({ emotion }) => CHOSEN.includes(emotion)).map(({ emotion, ...span }) => ({ ...span, label: emotion })),
      { paddingMs: PADDING_MS, durationMs: truth.durationMs },
    );
    expect(spans.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
    spans.forEach(({ startMs, endMs }, index) => {
      expect(Math.abs(startMs - wanted[index]!.startMs)).toBeLessThanOrEqual(500);
      expect(Math.abs(endMs - wanted[index]!.endMs)).toBeLessThanOrEqual(500);
    });

    const names = readdirSync(path.join(out, 'clips')).sort();
    expect(names.at(-1)).toBe('joined.mp4');
    const clips = await Promise.all(names.slice(0, -1).map((name) => fileDurations(path.join(out, 'clips', name))));
    const joined = await fileDurations(path.join(out, 'clips/joined.mp4'));
    expect(clips).toHaveLength(spans.length);
    clips.forEach(({ videoMs, audioMs }, index) => {
      expect(Math.abs(videoMs - lengthOf(spans[index]!))).toBeLessThanOrEqual(frameMs + 1);
      expect(Math.abs(audioMs! - videoMs)).toBeLessThanOrEqual(100);
    });
    expect(joined.frames).toBe(clips.reduce((sum, { frames }) => sum + frames, 0));
    expect(Math.abs(joined.videoMs - clips.reduce((sum, { videoMs }) => sum + videoMs, 0))).toBeLessThanOrEqual(frameMs);
    expect(Math.abs(joined.audioMs! - joined.videoMs)).toBeLessThanOrEqual(100);
  });
});
