import { clockText } from '#contracts/time';
import { emotionOf } from '#contracts/emotion';
import type { CallSummary, Expressivity, ParticipantSummary } from '#contracts/summary';

export const UNREVIEWED_LINE = 'Machine-made estimates of facial expression, not of feelings. Not yet reviewed by a clinician.';
const REVIEWED_LINE = 'Machine-made estimates of facial expression, not of feelings. Reviewed by a clinician.';

const STATES: Record<string, string> = {
  uncertain: 'uncertain',
  'no-face': 'no face',
  'several-faces': 'several faces',
  'poor-light': 'poor light',
  'too-small': 'face too small',
  paused: 'not analysed',
};

/** The whole summary as a document of its own. */
export function toMarkdown(summary: CallSummary): string {
  return (
    [
      `# Summary: ${escape(summary.title)}`,
      `> ${summary.unreviewed ? UNREVIEWED_LINE : REVIEWED_LINE}`,
      [
        summary.startedAt === null ? [] : [`- Date: ${summary.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
        `- Length: ${clockText(summary.durationMs)}`,
      ]
        .flat()
        .join('\n'),
      ...participantSections(summary, '##'),
      ...transcriptSection(summary),
    ].join('\n\n') + '\n'
  );
}

/** What goes into a note: without a heading of its own and without the transcript. */
export function toNoteBlock(summary: CallSummary): string {
  return ['### Expression summary', `> ${UNREVIEWED_LINE}`, ...participantSections(summary, '####')].join('\n\n');
}

function participantSections(summary: CallSummary, heading: string): string[] {
  return summary.participants.flatMap((participant) => [
    `${heading} ${escape(participant.name)} (${participant.role})`,
    `Spoke ${clockText(participant.talkMs)} (${percent(participant.talkShare)} of the call).`,
    ...(participant.expression === null ? [] : expressionParts(participant.expression)),
  ]);
}

function expressionParts(expression: NonNullable<ParticipantSummary['expression']>): string[] {
  const estimated = Object.values(expression.timeMs).reduce((sum, ms) => sum + ms, 0);
  const coverage = percent(expression.coverage);
  const rows = Object.entries(expression.timeMs)
    .filter(([, ms]) => ms > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([label, ms]) => `| ${emotionOf(label)} | ${clockText(ms)} | ${percent(ms / estimated)} | ${coverage} |`);
  const without = Object.entries(expression.withoutEstimateMs)
    .filter(([, ms]) => ms >= 1_000)
    .map(([state, ms]) => `${STATES[state] ?? state} ${clockText(ms)}`);
  return [
    `Coverage: ${coverage} of the call has an estimate.${without.length === 0 ? '' : ` Without: ${without.join(', ')}.`}`,
    expressivityLine(expression.expressivity),
    ...(rows.length === 0 ? [] : [['| Expression | Time | Share of estimates | Coverage |', '|---|---|---|---|', ...rows].join('\n')]),
    ...(expression.strongest.length === 0 ? [] : ['Strongest moments:', expression.strongest.map(moment).join('\n')]),
  ];
}

function expressivityLine(expressivity: Expressivity | null): string {
  if (expressivity === null) return 'Expressivity: not known, too little of the face was seen.';
  const { mean, coverage } = expressivity;
  return `Expressivity: ${percent(mean)} away from this person’s own first minute on average (0% the same, 100% nothing in common), measured in ${percent(coverage)} of the call.`;
}

function moment({
  label,
  startMs,
  endMs,
  probability,
  coverage,
  said,
}: NonNullable<ParticipantSummary['expression']>['strongest'][number]): string {
  const quotes = said
    .slice(0, 3)
    .map(({ speaker, text }) => `  - ${speaker === '' ? '' : `${escape(speaker)}: `}“${escape(shorten(text))}”`);
  return [
    `- ${clockText(startMs)}–${clockText(endMs)}: likely ${emotionOf(label)} (${percent(probability)}, coverage ${percent(coverage)})`,
    ...quotes,
  ].join('\n');
}

function transcriptSection({ transcript }: CallSummary): string[] {
  if (transcript.length === 0) return [];
  const lines = transcript.map(({ startMs, speaker, text, emotion, emotionOf: whose }) => {
    const estimate =
      emotion.leading === null
        ? ''
        : ` _(${whoseEstimate(whose)}likely ${emotionOf(emotion.leading)}, ${percent(emotion.shares?.[emotion.leading] ?? 0)} of the time, coverage ${percent(emotion.coverage)})_`;
    return `- **${clockText(startMs)}** ${speaker === '' ? '' : `${escape(speaker)}: `}${escape(text)}${estimate}`;
  });
  return ['## Transcript', lines.join('\n')];
}

/** Names whose estimate follows, so that nobody takes it for the speaker's; empty where it is the speaker's own. */
function whoseEstimate(whose: CallSummary['transcript'][number]['emotionOf']): string {
  if (whose === null || whose.part === 'speaking') return '';
  return `${escape(whose.name)}${whose.part === 'listening' ? ' listening' : ''}: `;
}

const percent = (share: number) => `${Math.round(share * 100)}%`;
const shorten = (text: string) => (text.length > 300 ? `${text.slice(0, 299)}…` : text);
// What people said or typed is text, whatever it looks like to Markdown or HTML.
const escape = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~&]/g, '\\$&');
