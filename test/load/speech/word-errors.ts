const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];

export const countWords = (text: string): number => wordsOf(text).length;

/** Words to put in, take out or replace until the one text is the other (Levenshtein). "cannot" and "can not" are one word spelled two ways. */
export function wordErrors(said: string, heard: string): number {
  const [from, to] = [said, heard].map((text) => wordsOf(text.replace(/\bcannot\b/g, 'can not'))) as [string[], string[]];
  let row = to.map((_, index) => index + 1);
  for (const [above, word] of from.entries()) {
    let diagonal = above;
    let left = above + 1;
    row = row.map((up, index) => {
      const cost = Math.min(up + 1, left + 1, diagonal + (to[index] === word ? 0 : 1));
      [diagonal, left] = [up, cost];
      return cost;
    });
  }
  return row.at(-1) ?? from.length;
}
