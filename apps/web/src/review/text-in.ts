/** What programs of Central Europe wrote before there was Unicode, and those of the West. */
const LEGACY: Readonly<Record<string, string>> = { cs: 'windows-1250', en: 'windows-1252' };

/** The text of a file: UTF-8, UTF-16 with its mark, else the old encoding of the reader's language. A file of other bytes is text that no format knows. */
export function textIn(bytes: ArrayBuffer, language: string): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(LEGACY[language.slice(0, 2)] ?? 'windows-1252').decode(bytes);
  }
}
