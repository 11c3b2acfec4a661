import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { invitationView, type InvitationView, joinRequest, joinResponse, type JoinResponse } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { InvitedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import type { Invited } from './invitations.service.ts';
import { JoinService } from './join.service.ts';

/** For people without an account: the link is what lets them in. */
@Controller('join')
export class JoinController {
  constructor(private readonly joining: JoinService) {}

  @Access('invitation-link')
  @Audit('none')
  @Answers(invitationView)
  @Get(':token')
  look(@InvitedCall() invited: Invited): Promise<InvitationView> {
    return this.joining.look(invited);
  }

  @Access('invitation-link')
  @Audit('joined')
  @HttpCode(200)
  @Answers(joinResponse)
  @Post(':token')
  async join(
    @InvitedCall() invited: Invited,
    @Body(new ZodPipe(joinRequest)) request: z.output<typeof joinRequest>,
    @Noted() note: AuditNote,
  ): Promise<JoinResponse> {
    const { known, ...joined } = await this.joining.join(invited, request);
    note.actor = { kind: 'participant', id: joined.participantId };
    if (known) note.skip();
    return joined;
  }
}
