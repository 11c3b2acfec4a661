import { useTranslation } from 'react-i18next';
import { type Problem } from '#contracts/recording';

/** What is wrong with a video as a sentence in the reader's language; the server's own where it says more than the catalogue knows. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation('recordingReview');
  // The server's English sentences name figures that a catalogue cannot know.
  return ({ code, message }) => (i18n.language === 'en' ? message : t(`problems.${code}`, { defaultValue: message }));
}
