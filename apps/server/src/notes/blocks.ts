/** Replaces what stands from each `start` to the next `end`, both included, in time proportional to the note's length, whatever marks were typed into it. */
export function replaceBlocks(note: string, start: string, end: string, replace: (block: string) => string): string {
  let replaced = '';
  let at = 0;
  for (;;) {
    const from = note.indexOf(start, at);
    const to = from === -1 ? -1 : note.indexOf(end, from + start.length);
    if (to === -1) return replaced + note.slice(at);
    const after = to + end.length;
    replaced += note.slice(at, from) + replace(note.slice(from, after));
    at = after;
  }
}
