import { Injectable } from '@nestjs/common';
import type { EncodedFace } from '#contracts/recording-link';
import type { ClipOptions, ClipSpan } from '#timeline/clip-spans';
import type { CallRow } from '../../calls/calls.repository.ts';
import { ThreadPool } from '../../threads/thread-pool.ts';
import { buffersOf } from '../../timeline/sample-pages.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { TranscriptService } from '../../transcript/transcript.service.ts';
import { RecordingsService } from '../recordings.service.ts';
import { type CsvInput, FIND_CLIPS, WRITE_CSV, WRITE_FACES, WRITE_MOMENTS } from './results-tasks.ts';

/** What was found in a video, face by face. What is made of hours of it is made in threads. */
@Injectable()
export class RecordingResults {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
    private readonly threads: ThreadPool,
  ) {}

  /** `emotions.csv`; empty if nothing was found. */
  async csv(id: string): Promise<Uint8Array[]> {
    const input = await this.#inputOf(id);
    return this.threads.run(WRITE_CSV, input, { key: id, handOver: buffersOf(input.samplePages) });
  }

  /** A `MomentsView` in JSON: what a query finds, or what is wrong with it. */
  async moments(call: CallRow, text: string): Promise<Uint8Array[]> {
    const [input, transcript] = await Promise.all([this.#inputOf(call.id), this.transcript.pages(call)]);
    return this.threads.run(
      WRITE_MOMENTS,
      { ...input, text, transcript, durationMs: call.durationMs ?? 0, lagMs: call.labelLagMs },
      {
        key: call.ownerId,
        handOver: [...buffersOf(input.samplePages), ...transcript.pages.map((page) => page.buffer as ArrayBuffer)],
      },
    );
  }

  /** The faces as an annotated video shows them, `lagMs` earlier, by number; faces without samples are left out. */
  async drawnFaces(id: string, lagMs: number): Promise<EncodedFace[]> {
    const input = await this.#inputOf(id);
    return this.threads.run(WRITE_FACES, { ...input, lagMs }, { key: id, handOver: buffersOf(input.samplePages) });
  }

  /** What is to be cut for the chosen expressions. */
  async clipSpans(id: string, options: ClipOptions): Promise<ClipSpan[]> {
    const input = await this.#inputOf(id);
    return this.threads.run(FIND_CLIPS, { ...input, options }, { key: id, handOver: buffersOf(input.samplePages) });
  }

  async #inputOf(id: string): Promise<CsvInput> {
    const [faces, samplePages] = await Promise.all([this.recordings.faces(id), this.timeline.pagesOf(id)]);
    return { faces, samplePages };
  }
}
