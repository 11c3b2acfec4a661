import type { ConsentScope, WordingText } from '#contracts/consent';
import { DRAFT_CS, DRAFT_EN } from './draft.ts';
import { EXPRESSION_CS, EXPRESSION_EN } from './expression.ts';
import { TRANSCRIPTION_CS, TRANSCRIPTION_EN } from './transcription.ts';

export interface ShippedWording { scope: ConsentScope; version: string; language: string; createdAt: Date; text: WordingText }

const NOVEMBER = { version: '2026-11', createdAt: new Date('2026-11-01T00:00:00Z') };

/** What an installation starts with. A changed text needs a new version here: rows that exist stay as they were read. */
export const SHIPPED_WORDINGS: readonly ShippedWording[] = [
  { scope: 'expression', language: 'en', ...NOVEMBER, text: EXPRESSION_EN },
  { scope: 'expression', language: 'cs', ...NOVEMBER, text: EXPRESSION_CS },
  { scope: 'transcription', language: 'en', ...NOVEMBER, text: TRANSCRIPTION_EN },
  { scope: 'transcription', language: 'cs', ...NOVEMBER, text: TRANSCRIPTION_CS },
  { scope: 'draft', language: 'en', ...NOVEMBER, text: DRAFT_EN },
  { scope: 'draft', language: 'cs', ...NOVEMBER, text: DRAFT_CS },
];
