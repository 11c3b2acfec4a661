import type { DraftTemplate, DraftTemplateName } from '#contracts/draft';
import type { Speaker } from './said-line.ts';

export interface Section {
  key: string;
  /** Its heading in the note. */
  title: string;
  /** What belongs into it, for the prompt. */
  about: string;
  /** Whose words a sentence may rest on that does not say who said it. */
  from: readonly Speaker[];
}

const section = (title: string, about: string, ...from: Speaker[]): Section => ({ key: title.toLowerCase(), title, about, from });

const TEMPLATES: Record<DraftTemplateName, readonly Section[]> = {
  soap: [
    section('Subjective', 'what the patient reports: complaints, history, sleep, medication, what they worry about', 'patient'),
    section('Objective', 'what the clinician observed or measured, and said so', 'clinician'),
    section('Assessment', 'what the clinician said they make of it', 'clinician'),
    section('Plan', 'what the clinician said will be done next: doses, dates, tasks', 'clinician'),
  ],
  dap: [
    section('Data', 'what the patient reports, and what the clinician observed and said', 'patient', 'clinician'),
    section('Assessment', 'what the clinician said they make of it', 'clinician'),
    section('Plan', 'what the clinician said will be done next: doses, dates, tasks', 'clinician'),
  ],
  birp: [
    section('Behavior', 'what the patient reports and does', 'patient'),
    section('Intervention', 'what the clinician did or said in the session', 'clinician'),
    section('Response', 'how the patient answered to it', 'patient'),
    section('Plan', 'what the clinician said will be done next: doses, dates, tasks', 'clinician'),
  ],
};

/** Sections of a template, or of a list of headings of one's own. */
export function sectionsOf(template: DraftTemplate): readonly Section[] {
  if (typeof template === 'string') return TEMPLATES[template];
  return template.map((title, index) => ({ key: `section-${index + 1}`, title, about: title, from: ['patient', 'clinician'] }));
}
