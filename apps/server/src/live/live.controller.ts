import { Controller, HttpCode, Post } from '@nestjs/common';
import { callView, type CallView } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import { type CallRow, CallsService } from '../calls/calls.service.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { Answers } from '../http/answers.ts';
import { CallLifeService } from './call-life.service.ts';

/** Ends a call without being in it, for instance from the dashboard. */
@Controller('calls/:id/end')
export class LiveController {
  constructor(
    private readonly calls: CallsService,
    private readonly liveCalls: LiveCalls,
    private readonly life: CallLifeService,
  ) {}

  @Access('owner-of-call')
  @Audit('call-ended')
  @HttpCode(200)
  @Answers(callView)
  @Post()
  async end(@OwnedCall() call: CallRow, @Noted() note: AuditNote): Promise<CallView> {
    const liveCall = await this.liveCalls.get(call.id);
    if (liveCall === null || liveCall.status === 'ended') note.skip();
    else this.life.end(liveCall);
    return this.calls.view(await this.calls.reread(call));
  }
}
