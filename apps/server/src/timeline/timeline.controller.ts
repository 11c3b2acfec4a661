import { Controller, Get, Param } from '@nestjs/common';
import type { Account } from '#contracts/rest';
import { callTimeline, type CallTimeline } from '#contracts/timeline';
import { AuditService } from '../audit/audit.service.ts';
import { CurrentAccount } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { Answers } from '../http/answers.ts';
import { TimelineService } from './timeline.service.ts';

@Controller('calls/:id/timeline')
export class TimelineController {
  constructor(private readonly calls: CallsService, private readonly rooms: RoomRegistry, private readonly timeline: TimelineService, private readonly audit: AuditService) {}

  @Answers(callTimeline)
  @Get()
  async read(@CurrentAccount() account: Account, @Param('id') id: string): Promise<CallTimeline> {
    const call = await this.calls.owned(account.id, id);
    const [rows, samples, turns, markers] = await Promise.all([
      this.calls.participantsOf(id), this.timeline.samplesOf(id), this.timeline.turnsOf(id), this.timeline.markersOf(id),
    ]);
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'timeline-read', callId: id });
    const nameOf = (participantId: string) => rows.find((row) => row.id === participantId)?.name ?? '';
    return {
      durationMs: call.durationMs ?? this.rooms.find(id)?.nowMs() ?? 0,
      participants: samples.map((timeline) => ({ ...timeline, name: nameOf(timeline.participantId) })),
      turns, markers,
    };
  }
}
