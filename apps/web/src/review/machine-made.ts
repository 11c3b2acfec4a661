/** The server puts the summary between comments that begin so. */
const MARK = /<!--\s*attune:summary/;

/** Whether the note holds a block that a machine wrote. */
export function hasSummary(markdown: string): boolean {
  return MARK.test(markdown);
}

/** Comments are for programs; the preview leaves them out. */
export function withoutComments(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, '');
}
