import { useTranslation } from 'react-i18next';
import { type Problem } from '#contracts/recording';

const OF_THE_FILE: readonly string[] = [
  'empty-file',
  'not-a-video',
  'format-not-supported',
  'no-video-stream',
  'photo',
  'playlist',
  'archive',
  'protected',
  'truncated',
  'no-duration',
  'too-long',
  'frame-too-large',
];

/** Whether the file itself is the problem: another try ends the same. */
export function isOfTheFile(problem: Problem | null): boolean {
  return problem !== null && OF_THE_FILE.includes(problem.code);
}

/** What is wrong with a video as a sentence in the reader's language; the server's own where it says more than the catalogue knows. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation('recordingReview');
  // The server's English sentences name figures that a catalogue cannot know.
  return ({ code, message }) =>
    i18n.language === 'en' ? message : t([`problems.${code}`, `common:errors.${code}`], { defaultValue: message });
}
