/** The server puts the summary between comments that begin so. */
const MARK = /<!--\s*attune:summary/;

/** Whether the note holds the computed summary. */
export function hasSummary(markdown: string): boolean {
  return MARK.test(markdown);
}

/** The server puts a drafted sentence between comments that begin so. */
const DRAFTED = /<!--\s*attune:drafted/;

/** Whether it holds anything that a program wrote. */
export const hasMachineMade = (markdown: string): boolean => hasSummary(markdown) || DRAFTED.test(markdown);

/** Comments are for programs; the preview leaves them out. */
export function withoutComments(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, '');
}
