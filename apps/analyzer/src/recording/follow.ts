import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { JobProgress, Problem } from '#contracts/recording';
import type { FaceListing } from '#contracts/recording-faces';
import { crowdState } from '#inference/detect/crowd';
import { loadCrowd, loadFollower } from '#inference/load';
import { FaceCensus, faceCensusState } from '#inference/face-census';
import { FaceFollower, faceTracksState } from '#inference/face-follower';
import type { OpenVideo } from '../video/open-video.ts';
import { Pace } from '../video/pace.ts';
import { VideoProblem } from '../video/problems.ts';
import type { HeldCrops } from './held-crops.ts';
import { noticesOf } from './notices.ts';
import { sampledFrames } from './sampled-frames.ts';
import type { TrackLog } from './track-log.ts';

export interface FollowOptions {
  readonly settings: AnalysisSettings;
  readonly everyNth: number;
  /** That of the last step that was kept; null: from the start. */
  readonly checkpoint: unknown;
  /** Where to keep what is seen; null: nowhere. */
  readonly tracks: TrackLog | null;
  /** What to hold back for later; null: nothing. */
  readonly held: HeldCrops | null;
  /** Nothing is held back any more once there is a second person: somebody has to be asked, and that takes its time. */
  readonly isOneWanted: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export interface Followed {
  readonly listing: FaceListing;
  /** What a person should know of the video. */
  readonly notices: Problem[];
}

const STEP_MS = 1_000;
const STEP_LOOKS = 100;

const checkpointSchema = z.object({
  phase: z.literal('follow'),
  profile: z.string(),
  everyNth: z.int().positive(),
  /** The frame looked at last. */
  last: z.object({ index: z.int().nonnegative(), atMs: z.number().nonnegative() }),
  /** Bytes of the track log that belong to this. */
  bytes: z.int().nonnegative(),
  tracks: faceTracksState,
  census: faceCensusState,
  crowd: crowdState.optional(),
});
type Checkpoint = z.infer<typeof checkpointSchema>;

/** Where a process goes on that was following faces; null where it was not. Its `bytes` are how much of the track log counts. */
export function followedSoFar(checkpoint: unknown, profile: string, everyNth: number): Checkpoint | null {
  const parsed = checkpointSchema.safeParse(checkpoint);
  return parsed.success && parsed.data.profile === profile && parsed.data.everyNth === everyNth ? parsed.data : null;
}

/**
 * Finds the faces of a video and follows them to its end; what they show is not looked at. Gives a checkpoint about every second of work. One that
 * goes on from a checkpoint comes to the same numbers.
 *
 * @throws VideoProblem; CascadeError and ModelError; the signal's reason; what reading the file throws
 */
export async function* followFaces(video: OpenVideo, options: FollowOptions): AsyncGenerator<unknown, Followed> {
  const {
    settings: { profile },
    everyNth,
    tracks,
    held,
    signal,
  } = options;
  const from = followedSoFar(options.checkpoint, profile, everyNth);
  if (from === null && options.checkpoint !== null && options.checkpoint !== undefined) {
    throw new VideoProblem(
      'video-failed',
      'What is left of the interrupted analysis does not fit the settings or the version of now. Analyse the video again from its start.',
    );
  }
  const detector = await loadFollower(options.settings);
  const crowd = await loadCrowd(options.settings, from?.crowd);
  try {
    const follower = new FaceFollower(detector, from?.tracks);
    const census = new FaceCensus(from?.census);
    const pace = new Pace(video.facts.durationMs, from?.last.atMs ?? 0, options.onProgress);
    let last = from?.last ?? null;
    let keptAt = performance.now();
    let unkept = 0;
    signal.throwIfAborted();
    for await (const frame of sampledFrames(video, everyNth, last)) {
      signal.throwIfAborted();
      const look = await follower.look(frame);
      census.add(look, census.severalPeople ? null : ((await crowd?.look(frame.plane, frame.atMs)) ?? null));
      tracks?.add(look);
      held?.take(look, frame.plane);
      if (options.isOneWanted && census.severalPeople) held?.drop();
      last = { index: frame.index, atMs: frame.atMs };
      pace.at(frame.atMs);
      if (++unkept >= STEP_LOOKS || performance.now() - keptAt >= STEP_MS) {
        const bytes = (await tracks?.flush()) ?? 0;
        yield {
          phase: 'follow',
          profile,
          everyNth,
          last,
          bytes,
          tracks: follower.state,
          census: census.state,
          crowd: crowd?.state,
        } satisfies Checkpoint;
        keptAt = performance.now();
        unkept = 0;
      }
      // Detection has kept this thread from hearing of what was decoded meanwhile.
      await setImmediate();
    }
    signal.throwIfAborted();
    await tracks?.flush();
    const { listing } = census;
    return { listing, notices: noticesOf(listing.faces.length > 0, video) };
  } finally {
    await Promise.all([detector.close?.(), crowd?.close()]);
  }
}
