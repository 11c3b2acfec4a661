import path from 'node:path';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { analyzeReport, facesReport } from '#contracts/analyze-report';
import { InferenceError } from '#inference/errors';
import type { FileReport, Step } from './analyze/analyze-video.ts';
import { EVERYBODY } from './analyze/face-words.ts';
import { HELP } from './analyze/help.ts';
import type { FacesOfFile } from './analyze/list-faces.ts';
import { parseOptions, UsageError, type AnalyzeOptions } from './analyze/options.ts';
import { refuseBesideOthers, refuseBesideResults, removeLeftover, removeResults } from './analyze/earlier-results.ts';
import { checkWritable, type Place, placesOf, refuseOverwriting } from './analyze/places.ts';
import { showProgress } from './analyze/progress.ts';
import { RunLock } from './analyze/run-lock.ts';
import { readSettings } from './analyze/settings.ts';
import { reportText } from './analyze/table.ts';

/** As `--help` lists them. */
const EXIT = { fine: 0, someFailed: 1, usage: 2, stopped: 130 } as const;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(args: string[], signal: AbortSignal): Promise<number> {
  const settings = readSettings(process.env);
  const options = parseOptions(args, settings.modelsPath);
  if (options === 'help') {
    process.stdout.write(HELP);
    return EXIT.fine;
  }
  if (options.listFaces) return list(options, { ...settings, profile: options.profile }, signal);
  const { out } = options;
  if (out === null) throw new UsageError('Say where to write with --out DIR.');
  const places = placesOf(options.videos, out);
  await checkWritable(out);
  const lock = await lockedFor(places, out);
  try {
    return await analyze(places, options, settings, signal);
  } finally {
    await lock.release();
  }
}

/** The folder for this run alone, with nothing in it that an ended run left, or a run over other videos. @throws UsageError */
async function lockedFor(places: readonly Place[], out: string): Promise<RunLock> {
  const lock = await RunLock.take(
    out,
    places.map(({ folder }) => folder),
  );
  try {
    const left = lock.leftover?.folders ?? [];
    refuseOverwriting(
      places.map(({ video }) => video),
      left,
    );
    for (const folder of left) await removeLeftover(folder, out);
    await refuseBesideOthers(out, places);
    if (places.length > 1) await removeResults(out);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function analyze(
  places: readonly Place[],
  options: AnalyzeOptions,
  settings: AnalysisSettings,
  signal: AbortSignal,
): Promise<number> {
  if (options.faces === null) say(EVERYBODY);

  // FFmpeg and the networks take a second to load, which nobody has to wait for who asks for help or mistypes.
  const { analyzeVideo } = await import('./analyze/analyze-video.ts');
  const reports: FileReport[] = [];
  let complete = true;
  for (const [index, place] of places.entries()) {
    const one = await analyzeVideo(place, {
      options,
      settings: { ...settings, profile: options.profile },
      signal,
      say,
      step: stepOf(place.video, index, places.length),
    });
    reports.push(one.report);
    complete &&= one.complete;
    for (const { message } of one.report.notices) say(`${place.video}: ${message}`);
  }
  print(reports, options);
  return complete ? EXIT.fine : EXIT.someFailed;
}

/** Who is in the videos; with a folder, pictures of it, too. */
async function list(options: AnalyzeOptions, settings: AnalysisSettings, signal: AbortSignal): Promise<number> {
  const { videos, out } = options;
  const places = out === null ? null : placesOf(videos, out);
  if (out === null || places === null) return await showFaces(null, options, settings, signal);
  await checkWritable(out);
  for (const { folder } of places) refuseBesideResults(folder);
  const lock = await lockedFor(places, out);
  try {
    return await showFaces(places, options, settings, signal);
  } finally {
    await lock.release();
  }
}

async function showFaces(
  places: readonly Place[] | null,
  options: AnalyzeOptions,
  settings: AnalysisSettings,
  signal: AbortSignal,
): Promise<number> {
  const { videos, json } = options;
  const { facesText, listFaces } = await import('./analyze/list-faces.ts');
  const files: FacesOfFile[] = [];
  for (const [index, video] of videos.entries()) {
    const one = await listFaces(video, places?.[index]?.folder ?? null, {
      options,
      settings,
      signal,
      step: stepOf(video, index, videos.length),
    });
    files.push(one);
    for (const { message } of one.notices) say(`${video}: ${message}`);
  }
  process.stdout.write(
    json ? `${JSON.stringify(facesReport.parse({ files }))}\n` : facesText(files.filter(({ durationMs }) => durationMs > 0)),
  );
  return files.every(({ problem }) => problem === null || NOTICES.includes(problem.code)) ? EXIT.fine : EXIT.someFailed;
}

/** What a person should know of a video that could be gone through. */
const NOTICES: readonly string[] = ['no-face', 'broken-tail', 'sound-track-left-out', 'sound-left-out'];

function stepOf(video: string, index: number, of: number): Step {
  const name = of === 1 ? path.basename(video) : `${index + 1}/${of} ${path.basename(video)}`;
  return (what) => showProgress(`${name}: ${what}`, process.stderr);
}

function print(reports: FileReport[], { json }: AnalyzeOptions): void {
  process.stdout.write(json ? `${JSON.stringify(analyzeReport.parse({ files: reports }))}\n` : reportText(reports));
}

// npm runs scripts in the package's folder, but paths are meant from where it was called.
const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
if (script === 'analyze' && calledFrom !== undefined) process.chdir(calledFrom);

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // A second Ctrl+C means: do not wait for the clean-up.
    if (stopping.signal.aborted) process.exit(EXIT.stopped);
    stopping.abort();
  });
}

try {
  process.exitCode = await main(process.argv.slice(2), stopping.signal);
} catch (error) {
  if (stopping.signal.aborted) {
    say('Stopped. What was not finished was not kept.');
    process.exitCode = EXIT.stopped;
  } else if (error instanceof UsageError || error instanceof InferenceError) {
    say(`${error.message}\n\nnpm run analyze -- --help tells how it is used.`);
    process.exitCode = EXIT.usage;
  } else {
    throw error;
  }
}
