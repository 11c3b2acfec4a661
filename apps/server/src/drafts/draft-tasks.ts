import type { DraftTemplate, DropReason } from '#contracts/draft';
import { threadTask } from '../threads/thread-task.ts';
import type { TranscriptPages } from '../transcript/transcript-pages.ts';
import type { Claim } from './checks/check-statement.ts';
import type { Fact, Shown } from './checks/omissions.ts';
import type { Speaker } from './said-line.ts';

/** An utterance with what the review needs of it besides its words. */
export interface HeardUtterance {
  id: string;
  speaker: string;
  startMs: number;
  text: string;
}
/** A `SaidLine` between threads. */
export interface PlainLine {
  id: string;
  speaker: Speaker;
  text: string;
}
export interface Conversation {
  /** One for each line, in the same order. */
  utterances: HeardUtterance[];
  lines: PlainLine[];
  language: 'en' | 'cs' | null;
}
interface Checked {
  lines: readonly PlainLine[];
  czech: boolean;
}

const task = <I, O>(name: string) => threadTask<I, O>(import.meta.url, './draft.thread', name, { limitMs: 60_000 });
export const READ_CONVERSATION = task<{ transcript: TranscriptPages; roles: [id: string, role: Speaker][] }, Conversation>(
  'readConversation',
);
export const CHECK_CLAIMS = task<
  Checked & { template: DraftTemplate; claims: readonly Claim[] },
  ({ lineId: string } | { reason: DropReason })[]
>('checkClaims');
export const FIND_OMISSIONS = task<Checked & { shown: readonly Shown[] }, { lineId: string; facts: Fact[] }[]>('findOmissions');
