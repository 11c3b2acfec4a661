import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { type Account, callView, type CallView, createCall, renameCall, renewInvitation } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { CurrentAccount, OwnedCall, OwnedParticipant } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import { Answers } from '../http/answers.ts';
import { linkNext, type PageQuery, pageQuery, toPageRequest } from '../http/paging.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import type { CallRow, ParticipantRow } from './calls.repository.ts';
import { CallErasure } from './call-erasure.service.ts';
import { CallsService } from './calls.service.ts';

@Controller('calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly erasure: CallErasure,
  ) {}

  @Access('signed-in')
  @Audit('call-created')
  @Answers(callView)
  @Post()
  async create(
    @CurrentAccount() account: Account,
    @Body(new ZodPipe(createCall)) request: z.output<typeof createCall>,
    @Noted() note: AuditNote,
  ): Promise<CallView> {
    const call = await this.calls.create(account, request);
    note.callId = call.id;
    return call;
  }

  @Access('signed-in')
  @Audit('none')
  @Answers(z.array(callView))
  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Query(new ZodPipe(pageQuery)) query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CallView[]> {
    const { rows, next } = await this.calls.list(account, toPageRequest(query));
    linkNext(response, '/api/calls', query, next);
    return rows;
  }

  @Access('owner-of-call')
  @Audit('none')
  @Answers(callView)
  @Get(':id')
  view(@OwnedCall() call: CallRow): Promise<CallView> {
    return this.calls.view(call);
  }

  @Access('owner-of-call')
  @Audit('call-renamed')
  @Answers(callView)
  @Patch(':id')
  rename(@OwnedCall() call: CallRow, @Body(new ZodPipe(renameCall)) { title }: z.output<typeof renameCall>): Promise<CallView> {
    return this.calls.rename(call, title);
  }

  @Access('owner-of-call')
  @Audit('call-deleted')
  @HttpCode(204)
  @Delete(':id')
  remove(@OwnedCall() call: CallRow): Promise<void> {
    return this.erasure.call(call);
  }

  @Access('owner-of-call')
  @Audit('participant-erased')
  @HttpCode(204)
  @Delete(':id/participants/:participantId')
  removeParticipant(@OwnedCall() call: CallRow, @OwnedParticipant() participant: ParticipantRow, @Noted() note: AuditNote): Promise<void> {
    note.detail = { participantId: participant.id };
    return this.erasure.participant(call, participant);
  }

  @Access('owner-of-call')
  @Audit('invitation-renewed')
  @HttpCode(200)
  @Answers(callView)
  @Post(':id/invitation')
  renewInvitation(
    @OwnedCall() call: CallRow,
    @Body(new ZodPipe(renewInvitation)) request: z.output<typeof renewInvitation>,
  ): Promise<CallView> {
    return this.calls.renewInvitation(call, request);
  }

  @Access('owner-of-call')
  @Audit('invitation-revoked')
  @Answers(callView)
  @Delete(':id/invitation')
  revokeInvitation(@OwnedCall() call: CallRow): Promise<CallView> {
    return this.calls.revokeInvitation(call);
  }
}
