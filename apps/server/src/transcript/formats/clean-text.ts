// C0 and C1 controls, and the marks that turn the direction of what stands beside them.
// eslint-disable-next-line no-control-regex -- they are what is looked for.
const UNWANTED = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text of a file on one line: white space is one space, characters that no text should have are gone, composed (NFC). */
export function cleanText(text: string): string {
  // White space first: line breaks and tabs are controls too.
  return text.toWellFormed().replace(/\s+/g, ' ').replace(UNWANTED, '').trim().normalize('NFC');
}
