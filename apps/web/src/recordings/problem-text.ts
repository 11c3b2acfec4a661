import { useTranslation } from 'react-i18next';
import { type Problem } from '#contracts/recording';

/** What is wrong with a video, in the reader's language where the problem is known, else in the server's own words. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('recordings');
  return ({ code, message }) => t(`problems.${code}`, { defaultValue: message });
}
