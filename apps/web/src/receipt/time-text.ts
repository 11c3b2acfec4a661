import { useTranslation } from 'react-i18next';

/** A time in the page's language, in the form of the reader's own region where the browser names one. */
export function useTimeText(): (iso: string) => string {
  const { i18n } = useTranslation();
  const region = navigator.languages.find((tag) => tag.split('-')[0] === i18n.language) ?? i18n.language;
  const format = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'medium' });
  return (iso) => format.format(new Date(iso));
}
