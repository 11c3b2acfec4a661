import { Controller, Get } from '@nestjs/common';
import { callTimeline, type CallTimeline } from '#contracts/timeline';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { Answers } from '../http/answers.ts';
import { TimelineService } from './timeline.service.ts';

@Controller('calls/:id/timeline')
export class TimelineController {
  constructor(private readonly calls: CallsService, private readonly rooms: RoomRegistry, private readonly timeline: TimelineService) {}

  @Access('owner-of-call')
  @Audit('timeline-read')
  @Answers(callTimeline)
  @Get()
  async read(@OwnedCall() call: CallRow): Promise<CallTimeline> {
    const { id } = call;
    const [rows, samples, turns, markers] = await Promise.all([
      this.calls.participantsOf(id), this.timeline.samplesOf(id), this.timeline.turnsOf(id), this.timeline.markersOf(id),
    ]);
    const nameOf = (participantId: string) => rows.find((row) => row.id === participantId)?.name ?? '';
    return {
      durationMs: call.durationMs ?? this.rooms.find(id)?.nowMs() ?? 0,
      participants: samples.map((timeline) => ({ ...timeline, name: nameOf(timeline.participantId) })),
      turns, markers,
    };
  }
}
