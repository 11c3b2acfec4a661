import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { FacesReport } from '#contracts/analyze-report';
import type { FaceFrame, FaceListing } from '#contracts/recording-faces';
import type { RandomAccessFile } from '#files/random-access';
import { InferenceError } from '#inference/errors';
import { followFaces } from '../recording/follow.ts';
import { pictureAt } from '../recording/picture.ts';
import { openVideo } from '../video/open-video.ts';
import { fail, LIMITS, type Step } from './analyze-video.ts';
import { clockText } from '#contracts/time';
import { percent } from './face-words.ts';
import { removeResults } from './earlier-results.ts';
import type { AnalyzeOptions } from './options.ts';
import { openSource } from './source.ts';
import { WholeFiles } from './whole-file.ts';

export type FacesOfFile = FacesReport['files'][number];
export interface ListContext {
  options: AnalyzeOptions;
  settings: AnalysisSettings;
  signal: AbortSignal;
  step: Step;
}

const PICTURE_WIDTH = 640;

/** Who is seen in a video, without a look at what they show. What goes wrong is in the report. @throws InferenceError; the signal's reason */
export async function listFaces(video: string, folder: string | null, context: ListContext): Promise<FacesOfFile> {
  const report: FacesOfFile = { video, durationMs: 0, faces: [], brief: 0, unfollowed: 0, outputs: [], problem: null, notices: [] };
  try {
    const source = await openSource(video, context.signal);
    try {
      if (folder !== null) await removeResults(folder);
      const listing = await follow(source, report, context);
      Object.assign(report, { faces: listing.faces, brief: listing.brief, unfollowed: listing.unfollowed });
      if (folder !== null) report.outputs.push(...(await writePictures(source, listing, folder)));
    } finally {
      await source.close();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    // No video would fare better.
    if (error instanceof InferenceError) throw error;
    fail(report, error);
  }
  return report;
}

async function follow(
  source: RandomAccessFile,
  report: FacesOfFile,
  { options: { everyNth }, settings, signal, step }: ListContext,
): Promise<FaceListing> {
  const video = await openVideo(source, LIMITS);
  const view = step('looking for faces');
  try {
    report.durationMs = video.facts.durationMs;
    const steps = followFaces(video, {
      settings,
      everyNth,
      checkpoint: null,
      tracks: null,
      held: null,
      isOneWanted: false,
      signal,
      onProgress: (progress) => view.update(progress),
    });
    for (;;) {
      const next = await steps.next();
      if (next.done !== true) continue;
      report.notices.push(...next.value.notices);
      report.problem = report.notices[0] ?? null;
      return next.value.listing;
    }
  } finally {
    view.stop();
    await video.close();
  }
}

/** A picture a frame, with the faces' numbers in it. */
async function writePictures(source: RandomAccessFile, { frames }: FaceListing, folder: string): Promise<string[]> {
  const files = new WholeFiles();
  try {
    for (const frame of frames) {
      const video = await openVideo(source, LIMITS);
      try {
        const numbers = frame.boxes
          .map(({ number }) => number)
          .sort((a, b) => a - b)
          .join('-');
        const file = path.join(folder, 'faces', `${clockText(frame.atMs).replaceAll(':', 'm')}s-face-${numbers}.jpg`);
        await writeFile(
          await files.begin(file),
          await numbered(await pictureAt(video, frame.atMs, PICTURE_WIDTH), frame, video.facts.width),
        );
      } finally {
        await video.close();
      }
    }
    return await files.finish();
  } finally {
    await files.abandon();
  }
}

async function numbered(jpeg: Buffer, { boxes }: FaceFrame, videoWidth: number): Promise<Buffer> {
  const picture = sharp(jpeg);
  const { width, height } = await picture.metadata();
  const scale = width / videoWidth;
  const shapes = boxes.map(({ number, box }) => {
    const [x, y, across, down] = box.map((value) => value * scale) as [number, number, number, number];
    return (
      `<rect x="${x}" y="${y}" width="${across}" height="${down}" fill="none" stroke="#fff" stroke-width="4"/><rect x="${x}" y="${y}" width="${across}" height="${down}" fill="none" stroke="#0b7285" stroke-width="2"/>` +
      `<rect x="${x}" y="${y - 22}" width="${12 + 11 * String(number).length}" height="22" fill="#0b7285"/><text x="${x + 6}" y="${y - 5}" font-family="sans-serif" font-size="17" fill="#fff">${number}</text>`
    );
  });
  const drawing = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`);
  return picture
    .composite([{ input: drawing }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** What a person reads: a row a face. */
export function facesText(files: readonly FacesOfFile[]): string {
  return files
    .map(({ video, faces, brief, unfollowed, outputs }) =>
      [
        `${video}: ${faces.length === 0 ? 'no face' : faces.length === 1 ? '1 face' : `${faces.length} faces`}`,
        ...(faces.length === 0 ? [] : ['  face   from     to       seen      share   box']),
        ...faces.map(
          ({ number, firstMs, lastMs, seenMs, share, box }) =>
            `  ${String(number).padEnd(6)} ${clockText(firstMs).padEnd(8)} ${clockText(lastMs).padEnd(8)} ${`${(seenMs / 1_000).toFixed(1)} s`.padEnd(9)} ${percent(share).padStart(5)}   ${box.map(Math.round).join(',')}`,
        ),
        ...(brief === 0 ? [] : [`  ${brief} more, seen for less than a second: never analysed by --faces`]),
        ...(unfollowed === 0
          ? []
          : [`  ${unfollowed} more that this profile cannot follow: never analysed by it. --profile accurate finds more faces`]),
        ...outputs.map((file) => `  → ${file}`),
        '',
      ].join('\n'),
    )
    .join('\n');
}
