import type { EmotionSample } from '#contracts/emotion';
import type { FaceTimeline } from '#contracts/recording-link';

/** Rows a part: a few tens of kilobytes. */
const ROWS = 256;
const COLUMNS = ['timeMs', 'face', 'x', 'y', 'width', 'height', 'state', 'label', 'probability'];

/**
 * `emotions.csv` in parts, for hours of video (RFC 4180): a row per face and analysed frame, by time and then by face. Times to 0.1 ms,
 * which tells the frames of any camera apart; boxes to 0.1 px; the smoothed probabilities to four decimals, in the manifest's order of
 * classes and under its names. Empty: there is none.
 */
export function* emotionsCsv(faces: FaceTimeline[]): Generator<string> {
  const sorted = [...faces].sort((a, b) => a.face - b.face);
  let rows = [line([...COLUMNS, ...(sorted[0]?.samples.classes ?? [])])];
  for (const {
    face,
    samples: { classes },
    sample,
  } of byTime(sorted)) {
    rows.push(line(row(face, classes, sample)));
    if (rows.length < ROWS) continue;
    yield rows.join('');
    rows = [];
  }
  if (rows.length > 0) yield rows.join('');
}

/** The samples of all faces; the faces are few, so the next is found by looking at each. */
function* byTime(faces: FaceTimeline[]): Generator<FaceTimeline & { sample: EmotionSample }> {
  const next = faces.map(() => 0);
  for (;;) {
    let first: { index: number; atMs: number } | null = null;
    for (const [index, { samples }] of faces.entries()) {
      const row = next[index]!;
      if (row < samples.length && (first === null || samples.atMs[row]! < first.atMs)) first = { index, atMs: samples.atMs[row]! };
    }
    if (first === null) return;
    const face = faces[first.index]!;
    yield { ...face, sample: face.samples.at(next[first.index]!++) };
  }
}

function row(face: number, classes: readonly string[], { atMs, box, state, label, smoothed }: EmotionSample): (string | number)[] {
  return [
    rounded(atMs, 1),
    face,
    ...(box?.map((value) => rounded(value, 1)) ?? ['', '', '', '']),
    state,
    label ?? '',
    label === null ? '' : probability(smoothed?.[classes.indexOf(label)]),
    ...classes.map((_, index) => probability(smoothed?.[index])),
  ];
}

const probability = (value: number | undefined) => (value === undefined ? '' : value.toFixed(4));
const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
const line = (fields: (string | number)[]) => `${fields.map(quoted).join(',')}\r\n`;

function quoted(field: string | number): string {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
