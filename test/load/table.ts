/** A line of a table in Markdown. */
export const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
export const table = (head: string[], rows: string[]) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
