import { z } from 'zod';
import { box } from './emotion.ts';
import { atMs, isoTime } from './time.ts';
import { serverText } from './text.ts';

/** Whose faces are in a recorded video, and whose of them may be analysed. A number stands for one person; one person may have several. */

export const faceNumber = z.int().min(1).max(1_000_000);
export const faceNumbers = z
  .array(faceNumber)
  .max(1_000)
  .transform((numbers) => [...new Set(numbers)].sort((a, b) => a - b));

/** A face that was followed through a video. The analyzer knows nothing of it but where it was when. */
export const foundFace = z.object({
  number: faceNumber,
  firstMs: atMs,
  lastMs: atMs,
  /** How long it was seen in all. */
  seenMs: z.number().nonnegative(),
  /** Of the pictures that were looked at, 0-1. */
  share: z.number().min(0).max(1),
  /** Where and when it is seen best, in upright pixels of the video. */
  box,
  atMs,
  /** What it was called in an earlier analysis with other options, where it is known to be the same face. */
  name: serverText().optional(),
});
export type FoundFace = z.infer<typeof foundFace>;

/** One picture of the video with the faces in it. */
export const faceFrame = z.object({
  atMs,
  boxes: z.array(z.object({ number: faceNumber, box })),
  /** Further people that the profile's detector cannot follow: they have no number and are never analysed. */
  others: z.array(box).default([]),
});
export type FaceFrame = z.infer<typeof faceFrame>;

export const faceListing = z.object({
  faces: z.array(foundFace),
  /** A few pictures in which each face is seen at least once. */
  frames: z.array(faceFrame),
  /** Faces that were seen for less than a second, which may be none: they are not listed and never analysed. */
  brief: z.int().nonnegative(),
  /** People who are in the video without a number, as they cannot be followed: the most of them in one picture. */
  unfollowed: z.int().nonnegative().default(0),
});
export type FaceListing = z.infer<typeof faceListing>;

/** Whose face may be analysed, and who said so: a person, or the upload's consent statement where one person alone is in the video. */
export const faceChoice = z.object({
  faces: z.array(faceNumber),
  clinicians: z.array(faceNumber),
  by: z.enum(['person', 'upload']),
  at: isoTime,
});
export type FaceChoice = z.infer<typeof faceChoice>;

/** `GET /api/recordings/:id/faces`. Frames are served by `GET /api/recordings/:id/faces/frames/:atMs` (JPEG), for the owner alone. */
export const recordingFacesView = z.object({
  /** Null until the video has been looked through, or where it was analysed before anybody was asked. */
  listing: faceListing.nullable(),
  /** Null while nobody has said. Clinicians are never among the faces. */
  choice: faceChoice.nullable(),
  /** Whether the choice can be changed: not without the video. */
  open: z.boolean(),
});
export type RecordingFacesView = z.infer<typeof recordingFacesView>;

/** `POST /api/recordings/:id/faces`: all who have agreed. Who is left out, and was analysed before, is erased. */
export const chooseFaces = z.object({ faces: faceNumbers, clinicians: faceNumbers.default([]) });
export type ChooseFaces = z.output<typeof chooseFaces>;

/** Of a face in a view of a recording that is not analysed. */
export const unanalysedFace = z.object({ number: faceNumber, firstMs: atMs, clinician: z.boolean() });
export type UnanalysedFace = z.infer<typeof unanalysedFace>;
