import { clockText } from '#contracts/time';
import type { FaceListing } from '#contracts/recording-faces';

/** What to say of the faces that are in a video and of those that were named. */

export const EVERYBODY =
  'Every face in the video is analysed, which takes the consent of everybody in it. --list-faces shows who is there, --faces 1,3 chooses.';

export const percent = (share: number) => `${Math.round(share * 100)} %`;

/** Null where every number is that of a face in the video. */
export function unknownFaces(wanted: readonly number[], { faces }: FaceListing): string | null {
  const unknown = wanted.filter((number) => !faces.some((face) => face.number === number));
  if (unknown.length === 0) return null;
  const there = faces.map(({ number, firstMs, share }) => `${number} (from ${clockText(firstMs)}, in ${percent(share)} of the pictures)`);
  return `There is no face ${unknown.join(', ')} in the video. ${there.length === 0 ? 'No face was found.' : `There ${there.length === 1 ? 'is' : 'are'}: ${there.join(', ')}.`} --list-faces shows them; numbers hold for one --profile and --every.`;
}

/** A line for each face that is in the video and not among those named. */
export function notAnalysed(wanted: readonly number[], { faces }: FaceListing): string[] {
  return faces
    .filter(({ number }) => !wanted.includes(number))
    .map(({ number, firstMs }) => `A further person, face ${number}, appears from ${clockText(firstMs)}; not analysed.`);
}
