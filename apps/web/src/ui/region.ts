/** The reader's own region for a language of the page (`en-GB` for `en`) where the browser names one; `en` alone means the United States. */
export function regionOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}

/** A date and time in the page's language, in the form of the reader's own region. */
export function dateText(iso: string, language: string, dateStyle: 'long' | 'medium', timeStyle: 'short' | 'medium' = 'short'): string {
  return new Intl.DateTimeFormat(regionOf(language), { dateStyle, timeStyle }).format(new Date(iso));
}

/** A day without its year, for example `30 November`. */
export function dayText(date: Date, language: string): string {
  return new Intl.DateTimeFormat(regionOf(language), { day: 'numeric', month: 'long' }).format(date);
}

/** What stands between units and tenths in the reader's region: `.` or `,`. */
export function decimalSeparator(language: string): string {
  return new Intl.NumberFormat(regionOf(language)).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}
