import type { SummaryInput } from '#timeline/summarize';
import { threadTask } from '../threads/thread-task.ts';
import type { SamplePage } from '../timeline/sample-pages.ts';
import type { TranscriptPages } from '../transcript/transcript-pages.ts';

/** What a call comes to be summarised from; samples and utterances as the database gave them out. */
export interface SummaryTaskInput extends Omit<SummaryInput, 'samples' | 'utterances'> {
  samplePages: SamplePage[];
  transcript: TranscriptPages;
}
export interface BasisHashes {
  transcript: string;
  samples: string;
  summary: string;
}

const task = <O>(name: string) => threadTask<SummaryTaskInput, O>(import.meta.url, './summary.thread', name, { limitMs: 60_000 });
export const WRITE_JSON = task<Uint8Array[]>('writeJson');
export const WRITE_MARKDOWN = task<Uint8Array[]>('writeMarkdown');
export const WRITE_NOTE_BLOCK = task<string>('writeNoteBlock');
export const HASH_BASIS = task<BasisHashes>('hashBasis');
