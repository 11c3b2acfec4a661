import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The server calls faces so until a person renames them. */
const NUMBERED = /^Face (\d+)$/;

/** The name of a face in the reader's language. */
export function useFaceName(): (name: string) => string {
  const { t } = useTranslation('recordingReview');
  return useCallback(
    (name: string) => {
      const [, number] = NUMBERED.exec(name) ?? [];
      return number === undefined ? name : t('faces.numbered', { number });
    },
    [t],
  );
}

/** What stands for a face where its name has no room: its number, else its initials. */
export function initialsOf(name: string): string {
  const [, number] = NUMBERED.exec(name) ?? [];
  if (number !== undefined) return number;
  const words = name.split(/[\s.-]+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join('');
}
