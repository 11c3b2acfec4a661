import { Injectable } from '@nestjs/common';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import type { ThreadTask } from '../threads/thread-task.ts';
import { buffersOf } from '../timeline/sample-pages.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { type BasisHashes, HASH_BASIS, type SummaryTaskInput, WRITE_JSON, WRITE_MARKDOWN, WRITE_NOTE_BLOCK } from './summary-tasks.ts';

/** Puts together what a call comes to, anew each time and in a thread: nothing of it is stored twice, and hours of it hold up nobody. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly calls: CallsService,
    private readonly liveCalls: LiveCalls,
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
    private readonly notes: SignaturesService,
    private readonly threads: ThreadPool,
  ) {}

  /** A `CallSummary` in JSON. */
  json(call: CallRow): Promise<Uint8Array[]> {
    return this.#run(WRITE_JSON, call);
  }

  markdown(call: CallRow): Promise<Uint8Array[]> {
    return this.#run(WRITE_MARKDOWN, call);
  }

  noteBlock(call: CallRow): Promise<string> {
    return this.#run(WRITE_NOTE_BLOCK, call);
  }

  /** Of everything that a signed note stands on but its own text. */
  basis(call: CallRow): Promise<BasisHashes> {
    return this.#run(HASH_BASIS, call);
  }

  async #run<O>(task: ThreadTask<SummaryTaskInput, O>, call: CallRow): Promise<O> {
    const [rows, samplePages, turns, transcript, signed] = await Promise.all([
      this.calls.participantsOf(call.id),
      this.timeline.pagesOf(call.id),
      this.timeline.turnsOf(call.id),
      this.transcript.pages(call),
      this.notes.signed([call.id]),
    ]);
    const input: SummaryTaskInput = {
      call: {
        id: call.id,
        title: call.title,
        startedAt: call.startedAt?.toISOString() ?? null,
        durationMs: call.durationMs ?? this.liveCalls.find(call.id)?.nowMs() ?? 0,
      },
      participants: rows.filter((row) => row.firstAdmittedAt !== null).map(({ id, name, role }) => ({ id, name, role })),
      samplePages,
      turns,
      transcript,
      unreviewed: !signed.has(call.id),
      lagMs: call.labelLagMs,
      onePicture: call.kind === 'recording',
    };
    return this.threads.run(task, input, {
      key: call.ownerId,
      handOver: [...buffersOf(samplePages), ...transcript.pages.map((page) => page.buffer as ArrayBuffer)],
    });
  }
}
