/** A date in the page's language, in the form of the reader's own region where the browser names one (`en` alone means the United States). */
export function dateText(iso: string, language: string, dateStyle: 'long' | 'medium'): string {
  const region = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  return new Intl.DateTimeFormat(region, { dateStyle, timeStyle: 'short' }).format(new Date(iso));
}
