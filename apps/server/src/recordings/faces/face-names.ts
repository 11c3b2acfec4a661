import type { FaceListing } from '#contracts/recording-faces';
import type { RecordingRow } from '../recordings.repository.ts';

type Earlier = NonNullable<RecordingRow['earlier']>;

/** What a face is called until a person names it. */
export const defaultName = (number: number) => `Face ${number}`;

/** The name for a face that gets a participant now. */
export const nameOf = (listing: FaceListing | null, number: number): string =>
  listing?.faces.find((face) => face.number === number)?.name ?? defaultName(number);

/**
 * What an analysis with other options needs to find the names again: those that people gave, and where these faces were. An earlier one that never
 * came to its listing hands on what it had. Null if no name would be lost.
 */
export function namesToKeep(
  { listing, tracks, earlier }: Pick<RecordingRow, 'listing' | 'tracks' | 'earlier'>,
  faces: readonly { number: number; name: string }[],
): Earlier | null {
  if (listing === null || tracks === null) return earlier;
  const names = new Map(listing.faces.flatMap(({ number, name }): [number, string][] => (name === undefined ? [] : [[number, name]])));
  for (const { number, name } of faces) names.set(number, name);
  const given = [...names].filter(([number, name]) => name !== defaultName(number));
  return given.length === 0 ? null : { tracks, names: Object.fromEntries(given) };
}

/** A listing with the names of faces that are the same as in an earlier analysis. */
export function withNames(listing: FaceListing, same: readonly { number: number; before: number }[], earlier: Earlier | null): FaceListing {
  const names = new Map(same.map(({ number, before }) => [number, earlier?.names[before]]));
  return {
    ...listing,
    faces: listing.faces.map((face) => {
      const name = names.get(face.number);
      return name === undefined ? face : { ...face, name };
    }),
  };
}

/** A listing that knows the names of these faces alone; the same one if there are no others. */
export function withNamesOf(listing: FaceListing | null, numbers: readonly number[]): FaceListing | null {
  if (listing === null || listing.faces.every(({ number, name }) => name === undefined || numbers.includes(number))) return listing;
  return {
    ...listing,
    faces: listing.faces.map(({ name, ...face }) => (name === undefined || !numbers.includes(face.number) ? face : { ...face, name })),
  };
}
