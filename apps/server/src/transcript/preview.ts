import type { TranscriptPreview } from '#contracts/transcript';
import { parseTranscript } from './formats/parse-transcript.ts';
import { type Person, personNamed } from './speaker-matching.ts';

const SHOWN = 5;
const SPEAKERS = 100;
const CHARACTERS = 300;

/** What an import of the file would bring. Throws TranscriptFormatError. */
export function previewOf(content: string, people: Person[]): TranscriptPreview {
  const idOf = personNamed(people);
  const { source, cues, skips } = parseTranscript(content, (name) => idOf(name) !== null);
  const counts = new Map<string, number>();
  for (const { speaker } of cues) if (speaker !== '') counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  return {
    source,
    count: cues.length,
    endMs: cues.reduce((end, cue) => Math.max(end, cue.endMs), 0),
    people,
    speakers: [...counts]
      .map(([name, count]) => ({ name, count, participantId: idOf(name) }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, SPEAKERS),
    first: cues.slice(0, SHOWN).map(({ startMs, speaker, text }) => ({ startMs, speaker, text: text.slice(0, CHARACTERS).toWellFormed() })),
    skipped: { count: skips.count, first: skips.parts },
  };
}
