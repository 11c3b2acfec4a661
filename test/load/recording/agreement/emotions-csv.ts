import { readFileSync } from 'node:fs';

export interface CsvRow {
  timeMs: number;
  face: number;
  state: string;
  label: string | null;
  probability: number | null;
}

/** The rows of an `emotions.csv`, as far as they are about labels. Throws an Error where the columns are others. */
export function readEmotionsCsv(file: string): CsvRow[] {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  const columns = head!.split(',');
  const expected = ['timeMs', 'face', 'x', 'y', 'width', 'height', 'state', 'label', 'probability'];
  if (expected.some((name, index) => columns[index] !== name)) throw new Error(`${file} has other columns: ${head}`);
  return lines.map((line) => {
    const fields = line.split(',');
    if (fields.length !== columns.length)
      throw new Error(`${file} has a row of ${fields.length} fields under ${columns.length} columns: ${line}`);
    const [timeMs, face, , , , , state, label, probability] = fields;
    return {
      timeMs: Number(timeMs),
      face: Number(face),
      state: state!,
      label: label === '' ? null : label!,
      probability: probability === '' ? null : Number(probability),
    };
  });
}

/** The rows of the face with the most labels. */
export function mainFace(rows: readonly CsvRow[]): CsvRow[] {
  const labels = new Map<number, number>();
  for (const { face, label } of rows) labels.set(face, (labels.get(face) ?? 0) + (label === null ? 0 : 1));
  const [main] = [...labels].sort(([, a], [, b]) => b - a)[0] ?? [1];
  return rows.filter(({ face }) => face === main);
}
