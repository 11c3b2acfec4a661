import type { Problem } from '#contracts/recording';

/** What a person should know of a video that has been gone through. */
export function noticeOf(faceSeen: boolean, tailBroken: boolean): Problem | null {
  if (!faceSeen)
    return {
      code: 'no-face',
      message: 'No face was found in this video. Faces have to be seen from the front, well lit, and at least a sixth of the picture high.',
    };
  if (tailBroken)
    return { code: 'broken-tail', message: 'The end of this video is damaged or missing. Everything before it was analysed.' };
  return null;
}
