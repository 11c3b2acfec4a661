import { type FaceChoice, type FaceListing, type UnanalysedFace } from '#contracts/recording-faces';
import { badRequest } from '../../http/api-exception.ts';
import type { RecordingRow } from '../recordings.repository.ts';

/** The number that stands for "no face" where a video has none: nobody's consent is needed to say so. */
const NOBODY = 1;

/**
 * Whose face the upload itself allows: those that it named, if they are there, else the one person in the video. Null: somebody has to be
 * asked.
 */
export function allowedByUpload({ faces, unfollowed }: FaceListing, named: readonly number[] | null): number[] | null {
  if (named !== null && named.length > 0 && named.every((number) => faces.some((face) => face.number === number))) return [...named];
  if (faces.length > 1 || unfollowed > 0) return null;
  return [faces[0]?.number ?? NOBODY];
}

/** Throws 400 `faces-unknown` or `clinician-not-analysed`. */
export function checkChoice({ faces, clinicians }: Pick<FaceChoice, 'faces' | 'clinicians'>, listing: FaceListing): void {
  const there = listing.faces.map(({ number }) => number);
  const unknown = [...faces, ...clinicians].filter((number) => !there.includes(number));
  if (unknown.length > 0)
    throw badRequest(
      'faces-unknown',
      `There is no face ${unknown.join(', ')} in this video. ${there.length === 0 ? 'No face was found.' : `There are: ${there.join(', ')}.`}`,
      { faces: unknown.join(', ') },
    );
  const both = faces.filter((number) => clinicians.includes(number));
  if (both.length > 0)
    throw badRequest(
      'clinician-not-analysed',
      `Face ${both.join(', ')} is marked as a clinician's, and clinicians are never analysed. Take away the mark, or leave the face out.`,
      { faces: both.join(', ') },
    );
}

/** Those chosen that have not been analysed to the end. */
export const pendingFaces = ({ choice, analysed }: Pick<RecordingRow, 'choice' | 'analysed'>): number[] =>
  (choice?.faces ?? []).filter((number) => !analysed.includes(number));

/** Who is in the video and not analysed; nobody before that is decided. */
export function notAnalysed({ listing, choice }: Pick<RecordingRow, 'listing' | 'choice'>): UnanalysedFace[] {
  if (listing === null || choice === null) return [];
  return listing.faces
    .filter(({ number }) => !choice.faces.includes(number))
    .map(({ number, firstMs }) => ({ number, firstMs, clinician: choice.clinicians.includes(number) }));
}
