import { Injectable } from '@nestjs/common';
import type { FaceTimeline } from '#contracts/recording-link';
import type { CallRow } from '../calls/calls.repository.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { timelinesOf } from './face-timelines.ts';
import { RecordingsService } from './recordings.service.ts';
import { WRITE_CSV, WRITE_MOMENTS } from './results-tasks.ts';

/** What was found in a video, face by face. What is made of hours of it is made in threads. */
@Injectable()
export class RecordingResults {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
    private readonly threads: ThreadPool,
  ) {}

  /** By number; faces without samples are left out. */
  async timelinesOf(id: string): Promise<FaceTimeline[]> {
    const [faces, samples] = await Promise.all([this.recordings.faces(id), this.timeline.samplesOf(id)]);
    return timelinesOf(faces, samples);
  }

  /** `emotions.csv`; empty if nothing was found. */
  async csv(id: string): Promise<Uint8Array[]> {
    const [faces, samplePages] = await Promise.all([this.recordings.faces(id), this.timeline.pagesOf(id)]);
    return this.threads.run(WRITE_CSV, { faces, samplePages }, { key: id, handOver: samplePages.map((page) => page.buffer) });
  }

  /** A `MomentsView` in JSON: what a query finds, or what is wrong with it. */
  async moments(call: CallRow, text: string): Promise<Uint8Array[]> {
    const [faces, samplePages, transcript] = await Promise.all([this.recordings.faces(call.id), this.timeline.pagesOf(call.id), this.transcript.pages(call)]);
    return this.threads.run(WRITE_MOMENTS, { text, faces, samplePages, transcript, durationMs: call.durationMs ?? 0, lagMs: call.labelLagMs }, {
      key: call.ownerId, handOver: [...samplePages, ...transcript.pages].map((page) => page.buffer as ArrayBuffer),
    });
  }
}
