import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The texts in which a word may lie in a file: as it is, in UTF-16, and in base64 at each of its three positions. */
function formsOf(word: string): Buffer[] {
  const utf8 = Buffer.from(word);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    // The ends depend on what stands beside the word.
    return Buffer.from(text.slice(shift === 0 ? 0 : 4, -4));
  });
  return [utf8, Buffer.from(word, 'utf16le'), ...base64];
}

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

/** How often a word is found in the bytes, and which. */
export function leftoversIn(name: string, bytes: Buffer, words: readonly string[], say: (line: string) => void): number {
  let found = 0;
  for (const word of words)
    for (const form of formsOf(word)) {
      const at = bytes.indexOf(form);
      if (at < 0) continue;
      say(`${word} is readable in ${name} at ${at}.`);
      found++;
      break;
    }
  return found;
}

export const searchFiles = (files: readonly string[], words: readonly string[], say: (line: string) => void): number =>
  files.reduce((sum, file) => sum + leftoversIn(path.basename(file), readFileSync(file), words, say), 0);
