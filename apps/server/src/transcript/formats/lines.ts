/** The lines of a text, whatever ends them, one at a time. Linear in the text's length. */
export function* linesOf(content: string): Generator<string> {
  let from = 0;
  // Each kind of line end is looked for once per occurrence, and not again where there are no more of it.
  let feed = content.indexOf('\n');
  let carriage = content.indexOf('\r');
  while (feed !== -1 || carriage !== -1) {
    const at = carriage === -1 || (feed !== -1 && feed < carriage) ? feed : carriage;
    yield content.slice(from, at);
    from = at + (at === carriage && feed === at + 1 ? 2 : 1);
    if (feed !== -1 && feed < from) feed = content.indexOf('\n', from);
    if (carriage !== -1 && carriage < from) carriage = content.indexOf('\r', from);
  }
  if (from < content.length) yield content.slice(from);
}
