/** A piece of a sentence. */
export interface Token {
  /** Lower case; a number in digits. */
  text: string;
  kind: 'word' | 'number' | 'mark' | 'symbol';
}
