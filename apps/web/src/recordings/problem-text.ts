import { useTranslation } from 'react-i18next';
import { type Problem } from '#contracts/recording';

/** What is wrong with a video: in English the server's own words, which know most; in other languages theirs where the problem is known. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('recordings');
  return ({ code, message }) => t(`problems.${code}`, { message, defaultValue: message });
}
