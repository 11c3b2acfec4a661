import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

/** Any error as a sentence for people: by its code in the reader's language where known, else the server's own words. */
export function useSentence(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError) return t(`errors.${error.code}`, { ...error.parameters, defaultValue: error.message });
    return error instanceof Error && error.message !== '' ? error.message : t('errors.unexpected');
  };
}
