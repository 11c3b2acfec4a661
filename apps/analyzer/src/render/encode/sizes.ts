/** Everything that is drawn grows with the picture's shorter side: legible at 360p, thin at 1080p. Pixels, all even but the letters. */
export interface Sizes {
  letters: number;
  smallLetters: number;
  line: number;
  padding: number;
  row: number;
  gap: number;
}

const even = (value: number) => 2 * Math.max(1, Math.round(value / 2));

export function sizesFor(width: number, height: number): Sizes {
  const letters = Math.min(48, Math.max(12, Math.round(Math.min(width, height) / 32)));
  return {
    letters,
    smallLetters: Math.max(11, Math.round(letters * 0.78)),
    line: even(letters / 7),
    padding: even(letters * 0.45),
    row: even(letters * 1.15),
    gap: even(letters * 0.2),
  };
}
