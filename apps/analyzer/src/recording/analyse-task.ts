import type { JobProgress, Problem } from '#contracts/recording';
import type { FromRecordingProcess, RecordingTask } from '#contracts/recording-link';
import { openFile, recoverFile } from '#files/open';
import { FileDamagedError } from '#files/file-damaged-error';
import type { RandomAccessFile } from '#files/random-access';
import { readerManifest } from '#inference/load';
import { AllowedFaces } from '#inference/permit';
import { type OpenVideo, openVideo } from '../video/open-video.ts';
import { followedSoFar, followFaces, type Followed } from './follow.ts';
import { HeldCrops } from './held-crops.ts';
import { readTracks } from './read.ts';
import { type SameFace, sameFaces } from './same-faces.ts';
import { Speech } from './speech.ts';
import type { TaskLink } from './task-link.ts';
import { TrackLog } from './track-log.ts';

type AnalyseTask = Extract<RecordingTask, { type: 'analyse' }>;
type Done = Extract<FromRecordingProcess, { type: 'done' }>;
type OnProgress = (progress: JobProgress) => void;

/** Decoding and following is most of the work; reading what was held back the rest. */
const FOLLOWING = 0.8;

/**
 * Follows the faces of a video, asks whose of them may be analysed, and analyses those; goes on wherever an earlier process left off. Without an
 * answer it ends: a person has to be asked.
 */
export async function analyseTask(task: AnalyseTask, source: RandomAccessFile, link: TaskLink): Promise<Done> {
  const {
    limits,
    settings: { profile },
    everyNth,
  } = task;
  const video = await openVideo(source, limits);
  try {
    link.send({ type: 'opened', video: video.facts });
    const from = followedSoFar(task.checkpoint, profile, everyNth);
    const isListed = task.faces !== null;
    const { file, bytes, whole } = await openTracks(task, isListed ? null : (from?.bytes ?? 0));
    try {
      const tracks = new TrackLog(file, bytes);
      const done = (notices: Problem[]): Done => ({ type: 'done', outputs: [], durationMs: video.facts.durationMs, notices });
      if (isListed) {
        await read(video, source, { ...task, faces: task.faces ?? [] }, tracks, null, link, 0);
        return done([]);
      }
      const held = new HeldCrops(readerManifest(task.settings), task.likely);
      const { listing, notices } = await follow(video, { ...task, checkpoint: whole ? task.checkpoint : null }, tracks, held, link);
      const faces = await link.askFaces({ listing, notices, same: await sameAsEarlier(task, tracks) });
      if (faces !== null && faces.length > 0)
        await read(video, source, { ...task, faces, checkpoint: null }, tracks, held, link, FOLLOWING);
      return done(notices);
    } finally {
      await file.close();
    }
  } finally {
    await video.close();
  }
}

/** None where the earlier tracks are of no use: their faces keep no names then, and nothing else is lost. */
async function sameAsEarlier({ earlierTracks }: AnalyseTask, tracks: TrackLog): Promise<SameFace[]> {
  if (earlierTracks === null) return [];
  let file: RandomAccessFile | null = null;
  try {
    file = await openFile(earlierTracks, 'read');
    return await sameFaces(tracks.looks(), new TrackLog(file, file.size).looks());
  } catch (error) {
    console.error(`The faces of the earlier analysis cannot be read: ${(error as Error).message}`);
    return [];
  } finally {
    await file?.close();
  }
}

/** @param bytes that have to be there; null: all of it. `whole`: whether they are */
async function openTracks(
  { tracks }: AnalyseTask,
  bytes: number | null,
): Promise<{ file: RandomAccessFile; bytes: number; whole: boolean }> {
  if (bytes === null) {
    const file = await openFile(tracks, 'read');
    return { file, bytes: file.size, whole: true };
  }
  if (bytes > 0) {
    const file = await reopened(tracks);
    if (file !== null && file.size >= bytes) {
      await file.truncate(bytes);
      return { file, bytes, whole: true };
    }
    await file?.close();
  }
  return { file: await openFile(tracks, 'create'), bytes: 0, whole: bytes === 0 };
}

/** Null where what a killed process left is of no use: then all is followed once more. */
async function reopened(tracks: AnalyseTask['tracks']): Promise<RandomAccessFile | null> {
  try {
    try {
      return await openFile(tracks, 'update');
    } catch (error) {
      if (!(error instanceof FileDamagedError)) throw error;
      await recoverFile(tracks);
      return await openFile(tracks, 'update');
    }
  } catch (error) {
    if (error instanceof FileDamagedError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function follow(video: OpenVideo, task: AnalyseTask, tracks: TrackLog, held: HeldCrops, link: TaskLink): Promise<Followed> {
  const { settings, everyNth, checkpoint } = task;
  const onProgress = partOf(link, 0, FOLLOWING);
  const steps = followFaces(video, {
    settings,
    everyNth,
    checkpoint,
    tracks,
    held,
    isOneWanted: task.likely === null,
    signal: link.signal,
    onProgress,
  });
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      await link.sendFollowed(next.value);
    }
  } finally {
    // It decodes ahead: what it reads from must not be closed before it has stopped, also when sending was cancelled.
    await steps.return(NOTHING);
  }
}

const NOTHING: Followed = { listing: { faces: [], frames: [], brief: 0, unfollowed: 0 }, notices: [] };

async function read(
  video: OpenVideo,
  source: RandomAccessFile,
  task: AnalyseTask & { faces: number[] },
  tracks: TrackLog,
  held: HeldCrops | null,
  link: TaskLink,
  from: number,
): Promise<void> {
  const { settings, everyNth, checkpoint, faces, limits } = task;
  const batches = readTracks(video, {
    settings,
    everyNth,
    tracks,
    allowed: AllowedFaces.only(faces),
    held,
    speech: await Speech.of(source, limits, link.signal),
    checkpoint,
    signal: link.signal,
    onProgress: partOf(link, from, 1),
  });
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done === true) return;
      await link.sendSamples({ ...next.value, classes: [...next.value.classes] });
    }
  } finally {
    await batches.return(undefined);
  }
}

/** Progress of a part of the work as that of the whole. */
function partOf(link: TaskLink, from: number, to: number): OnProgress {
  return ({ share, leftMs, ...progress }) => {
    const whole = from + share * (to - from);
    link.send({ type: 'progress', progress: { ...progress, share: whole, leftMs } });
  };
}
