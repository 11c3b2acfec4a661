import { Controller, Get, type StreamableFile } from '@nestjs/common';
import { callTimeline } from '#contracts/timeline';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { Answers } from '../http/answers.ts';
import { answerBytes } from '../http/bytes.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { WRITE_TIMELINE } from './timeline-tasks.ts';
import { TimelineService } from './timeline.service.ts';

@Controller('calls/:id/timeline')
export class TimelineController {
  constructor(private readonly calls: CallsService, private readonly rooms: RoomRegistry, private readonly timeline: TimelineService, private readonly threads: ThreadPool) {}

  @Access('owner-of-call')
  @Audit('timeline-read')
  @Answers(callTimeline)
  @Get()
  async read(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    const { id, ownerId } = call;
    const [rows, pages, turns, markers] = await Promise.all([
      this.calls.participantsOf(id), this.timeline.pagesOf(id), this.timeline.turnsOf(id), this.timeline.markersOf(id),
    ]);
    const names = Object.fromEntries(rows.map((row) => [row.id, row.name]));
    const durationMs = call.durationMs ?? this.rooms.find(id)?.nowMs() ?? 0;
    return answerBytes(await this.threads.run(WRITE_TIMELINE, { durationMs, names, turns, markers, pages }, { key: ownerId, handOver: pages.map((page) => page.buffer) }));
  }
}
