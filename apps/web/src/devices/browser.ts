/** Browsers whose permission controls look different enough for an explanation of their own. */
export type Browser = 'chrome' | 'android' | 'firefox' | 'safari' | 'ios';

/** @param userAgent `navigator.userAgent`. Edge, Brave and Opera look like Chrome here, and their controls do as well. */
export function browserOf(userAgent: string): Browser {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) return 'safari';
  return 'chrome';
}
