import type { DropReason } from '#contracts/draft';
import type { Speaker } from '../said-line.ts';
import type { Section } from '../templates.ts';
import { CLINICIAN_ACTS, CLINICIAN_WORDS, GUEST_WORDS, PATIENT_WORDS } from './lexicon/plain-words.ts';

/** Whether the one who is quoted is the one whom the statement names, or whom its section is about where it names nobody. */
export function speakerProblem(words: readonly string[], speaker: Speaker, section: Section): DropReason | null {
  if (speaker === 'unknown') return 'speaker-unknown';
  return expected(words, section).includes(speaker) ? null : 'speaker-differs';
}

function expected(words: readonly string[], section: Section): readonly Speaker[] {
  const names = (pattern: RegExp) => words.some((word) => pattern.test(word));
  if (names(GUEST_WORDS)) return ['guest'];
  if (names(CLINICIAN_WORDS)) return ['clinician'];
  // "Patient was advised to rest": it was not the patient who advised.
  if (names(CLINICIAN_ACTS)) return ['clinician'];
  if (names(PATIENT_WORDS)) return ['patient'];
  return section.from;
}
