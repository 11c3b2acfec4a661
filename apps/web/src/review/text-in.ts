/** What programs of Central Europe wrote before there was Unicode, and those of the West. */
const LEGACY: Readonly<Record<string, string>> = { cs: 'windows-1250', en: 'windows-1252' };

/** The text of a file: UTF-8, UTF-16 with its mark or without, else the old encoding of the reader's language. A file of other bytes is text that no format knows. */
export function textIn(bytes: ArrayBuffer, language: string): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const wide = wideWithoutMark(new Uint8Array(bytes));
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(LEGACY[language.slice(0, 2)] ?? 'windows-1252').decode(bytes);
  }
}

/** Where every other byte of the beginning is zero, as in UTF-16 of European languages; null for other text. */
function wideWithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const beginning = bytes.subarray(0, 1_000);
  const zeros = [0, 0];
  beginning.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < beginning.length / 4 || Math.min(even, odd) > beginning.length / 20) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}
