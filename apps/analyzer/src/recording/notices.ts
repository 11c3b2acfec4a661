import type { Problem } from '#contracts/recording';
import type { OpenVideo } from '../video/open-video.ts';

/** What a person should know of a video that has been gone through: every fact that is true. */
export function noticesOf(faceSeen: boolean, { tailBroken, sound }: Pick<OpenVideo, 'tailBroken' | 'sound'>): Problem[] {
  const notices: Problem[] = [];
  if (!faceSeen)
    notices.push({
      code: 'no-face',
      message: 'No face was found in this video. Faces have to be seen from the front, well lit, and at least a sixth of the picture high.',
    });
  if (tailBroken)
    notices.push({ code: 'broken-tail', message: 'The end of this video is damaged or missing. Everything before it was analysed.' });
  if (sound.undecodable > 0) notices.push(soundNotice(sound.undecodable, sound.tracks));
  return notices;
}

function soundNotice(undecodable: number, tracks: number): Problem {
  if (undecodable < tracks)
    return {
      code: 'sound-track-left-out',
      message: `${undecodable} of ${tracks} sound tracks could not be decoded and ${undecodable === 1 ? 'was' : 'were'} left out. The sound of clips and of the annotated video is that of another track.`,
    };
  return {
    code: 'sound-left-out',
    message:
      tracks === 1
        ? 'The sound of this video could not be decoded, so clips and the annotated video have none. The pictures were analysed.'
        : `None of the ${tracks} sound tracks could be decoded, so clips and the annotated video have no sound. The pictures were analysed.`,
  };
}
