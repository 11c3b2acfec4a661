import type { ConsentScope, WordingText } from '#contracts/consent';
import { DRAFT_CS, DRAFT_EN } from './draft.ts';
import { EXPRESSION_CS, EXPRESSION_EN } from './expression.ts';
import * as december from './december/transcription.ts';
import * as november from './november/texts.ts';
import { TRANSCRIPTION_CS, TRANSCRIPTION_EN } from './transcription.ts';

export interface ShippedWording {
  scope: ConsentScope;
  version: string;
  language: string;
  createdAt: Date;
  text: WordingText;
}

const NOVEMBER = { version: '2026-11', createdAt: new Date('2026-11-01T00:00:00Z') };
const NEWEST = { version: '2026-12', createdAt: new Date('2026-11-30T00:00:00Z') };

const SPEECH = { version: '2026-12-speech', createdAt: new Date('2026-11-30T12:00:00Z') };

/**
 * What an installation starts with; the newest of each scope and language is asked. A changed text needs a new version and time here, and
 * the text before moves to a folder of its own: receipts show what was read then.
 */
export const SHIPPED_WORDINGS: readonly ShippedWording[] = [
  { scope: 'expression', language: 'en', ...NOVEMBER, text: november.EXPRESSION_EN },
  { scope: 'expression', language: 'cs', ...NOVEMBER, text: november.EXPRESSION_CS },
  { scope: 'transcription', language: 'en', ...NOVEMBER, text: november.TRANSCRIPTION_EN },
  { scope: 'transcription', language: 'cs', ...NOVEMBER, text: november.TRANSCRIPTION_CS },
  { scope: 'draft', language: 'en', ...NOVEMBER, text: november.DRAFT_EN },
  { scope: 'draft', language: 'cs', ...NOVEMBER, text: november.DRAFT_CS },
  { scope: 'expression', language: 'en', ...NEWEST, text: EXPRESSION_EN },
  { scope: 'expression', language: 'cs', ...NEWEST, text: EXPRESSION_CS },
  { scope: 'transcription', language: 'en', ...NEWEST, text: december.TRANSCRIPTION_EN },
  { scope: 'transcription', language: 'cs', ...NEWEST, text: december.TRANSCRIPTION_CS },
  { scope: 'draft', language: 'en', ...NEWEST, text: DRAFT_EN },
  { scope: 'draft', language: 'cs', ...NEWEST, text: DRAFT_CS },
  { scope: 'transcription', language: 'en', ...SPEECH, text: TRANSCRIPTION_EN },
  { scope: 'transcription', language: 'cs', ...SPEECH, text: TRANSCRIPTION_CS },
];
