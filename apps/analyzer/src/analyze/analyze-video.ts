import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { AnalyzeReport } from '#contracts/analyze-report';
import type { JobProgress, Problem } from '#contracts/recording';
import type { FaceTimeline, VideoLimits } from '#contracts/recording-link';
import { SampleColumns } from '#contracts/sample-columns';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { InferenceError } from '#inference/errors';
import { AllowedFaces } from '#inference/permit';
import { alignedSamples } from '#timeline/aligned';
import { clipSpans, type ClipSpan } from '#timeline/clip-spans';
import { emotionsCsv } from '#timeline/csv';
import { labelLagMs } from '#timeline/lag';
import { analyseVideo } from '../recording/analyse.ts';
import type { Followed } from '../recording/follow.ts';
import { Speech } from '../recording/speech.ts';
import { openVideo } from '../video/open-video.ts';
import { annotate } from '../render/annotate.ts';
import { cutClips } from '../render/cut-clips.ts';
import { problemOf } from '../video/problems.ts';
import { notAnalysed, unknownFaces } from './face-words.ts';
import { type AnalyzeOptions, UsageError } from './options.ts';
import { removeResults } from './earlier-results.ts';
import { clipName, type Place, titleOf } from './places.ts';
import { type Found, summaryOf, totalsOf } from './results.ts';
import { openSource, SourceError } from './source.ts';
import { WholeFiles } from './whole-file.ts';

/** More than anybody films in one file. */
export const LIMITS: VideoLimits = { maxDurationMs: 24 * 3_600_000, maxPixels: 8_192 * 4_320 };

export type FileReport = AnalyzeReport['files'][number];
/** A step that takes a while, as it begins; what it answers is told how far it is. */
export type Step = (what: string) => { update(progress: JobProgress): void; stop(): void };

export interface AnalyzeContext {
  options: AnalyzeOptions;
  settings: AnalysisSettings;
  signal: AbortSignal;
  step: Step;
  /** A line for the person at the keyboard. */
  say: (line: string) => void;
}

/**
 * Analyses one video and writes its results. What goes wrong with it is in the report, with whatever was finished until then.
 * @returns the report, and whether everything that was asked for is there
 * @throws UsageError where a face was named that is not there; InferenceError where models or cascade are missing or damaged; the signal's reason
 */
export async function analyzeVideo(place: Place, context: AnalyzeContext): Promise<{ report: FileReport; complete: boolean }> {
  const report: FileReport = {
    video: place.video,
    durationMs: 0,
    samples: 0,
    coverage: 0,
    shares: {},
    outputs: [],
    problem: null,
    notices: [],
  };
  const files = new WholeFiles();
  try {
    await work(place, context, files, report);
    return { report, complete: true };
  } catch (error) {
    context.signal.throwIfAborted();
    // No video would fare better.
    if (error instanceof InferenceError || error instanceof UsageError) throw error;
    fail(report, error);
    return { report, complete: false };
  } finally {
    await files.abandon();
  }
}

async function work(place: Place, context: AnalyzeContext, files: WholeFiles, report: FileReport): Promise<void> {
  const { options, settings } = context;
  const source = await openSource(place.video, context.signal).catch(async (error: unknown) => {
    // A name that was mistyped costs nobody the results of another video.
    if (!(error instanceof SourceError && error.code === 'file-missing')) await removeResults(place.folder);
    throw error;
  });
  try {
    await removeResults(place.folder);
    const {
      found,
      followed: { listing, notices },
    } = await find(source, place.video, context);
    if (options.faces !== null) {
      const unknown = unknownFaces(options.faces, listing);
      if (unknown !== null) throw new UsageError(unknown);
      for (const line of notAnalysed(options.faces, listing)) context.say(line);
    }
    Object.assign(report, { durationMs: found.durationMs, ...totalsOf(found) });
    tell(report, notices);
    await pipeline(Readable.from(emotionsCsv(found.faces)), createWriteStream(await files.begin(place.csv)));
    await writeFile(await files.begin(place.summary), `${JSON.stringify(summaryOf(found), null, 2)}\n`);
    report.outputs.push(...(await files.finish()));
    if (options.annotated) {
      await drawAnnotated(source, place, found, files, context);
      report.outputs.push(...(await files.finish()));
    }
    if (options.clips.length > 0) {
      const spans = clipSpans(found.faces, {
        ...options,
        emotions: options.clips,
        face: null,
        durationMs: found.durationMs,
        lagMs: labelLagMs(settings.windowMs),
      });
      if (spans.length > 0) await cut(source, place, spans, files, context);
      report.outputs.push(...(await files.finish()));
      if (spans.length === 0) tell(report, [noStretch(options)]);
    }
  } finally {
    await source.close();
  }
}

/** Facts that are true besides: `problem` is the first of all. */
function tell(report: Pick<FileReport, 'problem' | 'notices'>, notices: readonly Problem[]): void {
  report.notices.push(...notices);
  report.problem = report.notices[0] ?? null;
}

/** Why there is not all that was asked for comes before what is true besides. */
export function fail(report: Pick<FileReport, 'problem' | 'notices'>, error: unknown): void {
  report.problem = error instanceof SourceError ? { code: error.code, message: error.message } : problemOf(error);
  report.notices.unshift(report.problem);
}

/** All samples of the video, by faces, and who was seen. */
async function find(
  source: RandomAccessFile,
  video: string,
  { options, settings, signal, step }: AnalyzeContext,
): Promise<{ found: Found; followed: Followed }> {
  const opened = await openVideo(source, LIMITS);
  const faces = new Map<number, FaceTimeline>();
  const view = step('analysing');
  try {
    const analysis = analyseVideo(opened, {
      settings,
      everyNth: options.everyNth,
      allowed: options.faces === null ? AllowedFaces.everybody() : AllowedFaces.only(options.faces),
      speech: await Speech.of(source, LIMITS, signal),
      signal,
      onProgress: (progress) => view.update(progress),
    });
    for (;;) {
      const next = await analysis.next();
      if (next.done === true) {
        view.update({ share: 1, atMs: opened.facts.durationMs, speed: null, leftMs: null });
        const sorted = [...faces.values()].sort((a, b) => a.face - b.face);
        return {
          found: { name: titleOf(video), durationMs: opened.facts.durationMs, faces: sorted, lagMs: labelLagMs(settings.windowMs) },
          followed: next.value,
        };
      }
      const { classes, samples } = next.value;
      for (const { face, sample } of samples) {
        let timeline = faces.get(face);
        if (timeline === undefined) faces.set(face, (timeline = { face, name: `Face ${face}`, samples: new SampleColumns([...classes]) }));
        timeline.samples.push(sample);
      }
    }
  } finally {
    view.stop();
    await opened.close();
  }
}

async function drawAnnotated(
  source: RandomAccessFile,
  place: Place,
  { faces, lagMs }: Found,
  files: WholeFiles,
  { signal, step }: AnalyzeContext,
): Promise<void> {
  const view = step('annotated video');
  const output = await openFile({ path: await files.begin(place.annotated), key: null }, 'create');
  try {
    await annotate(
      source,
      output,
      faces.map((face) => ({ ...face, samples: alignedSamples(face.samples, lagMs) })),
      { limits: LIMITS, signal, onProgress: (progress) => view.update(progress) },
    );
  } finally {
    view.stop();
    await output.close();
  }
}

async function cut(
  source: RandomAccessFile,
  place: Place,
  spans: ClipSpan[],
  files: WholeFiles,
  { signal, step }: AnalyzeContext,
): Promise<void> {
  const view = step('clips');
  const opened: RandomAccessFile[] = [];
  const create = async (name: string) => {
    const file = await openFile({ path: await files.begin(path.join(place.clips, name)), key: null }, 'create');
    opened.push(file);
    return file;
  };
  try {
    const clips: (ClipSpan & { output: RandomAccessFile })[] = [];
    for (const [index, span] of spans.entries()) clips.push({ ...span, output: await create(clipName(index, span)) });
    await cutClips(source, clips, await create('joined.mp4'), { limits: LIMITS, signal, onProgress: (progress) => view.update(progress) });
  } finally {
    view.stop();
    for (const file of opened) await file.close();
  }
}

function noStretch({ clips, minConfidence }: AnalyzeOptions): Problem {
  const which = clips.length === 1 ? clips[0]! : `${clips.slice(0, -1).join(', ')} or ${clips.at(-1)!}`;
  return {
    code: 'no-such-stretch',
    message: `There is no stretch of ${which} with a probability of at least ${minConfidence}, so there are no clips. Try a lower --min-confidence.`,
  };
}
