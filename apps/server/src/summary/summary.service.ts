import { Injectable } from '@nestjs/common';
import type { CallSummary } from '#contracts/summary';
import { summarize } from '#timeline/summarize';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { NoteStatusService } from '../notes/note-status.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';

/** Puts together what a call comes to, anew each time: nothing of it is stored twice. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly calls: CallsService,
    private readonly rooms: RoomRegistry,
    private readonly timeline: TimelineService,
    private readonly transcript: TranscriptService,
    private readonly notes: NoteStatusService,
  ) {}

  async of(call: CallRow): Promise<CallSummary> {
    const [rows, samples, turns, { utterances }, signed] = await Promise.all([
      this.calls.participantsOf(call.id), this.timeline.samplesOf(call.id), this.timeline.turnsOf(call.id), this.transcript.view(call.id), this.notes.signed([call.id]),
    ]);
    return summarize({
      call: { id: call.id, title: call.title, startedAt: call.startedAt?.toISOString() ?? null, durationMs: call.durationMs ?? this.rooms.find(call.id)?.nowMs() ?? 0 },
      participants: rows.filter((row) => row.admittedAt !== null), samples, turns, utterances, unreviewed: !signed.has(call.id), lagMs: call.labelLagMs, onePicture: call.kind === 'recording',
    });
  }
}
