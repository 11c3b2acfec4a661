import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import type { z } from 'zod';
import { decideDraft, draftView, type DraftView, requestDraft } from '#contracts/draft';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { CallRow } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { Compressed } from '../http/compressed.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { DraftsService } from './drafts.service.ts';

@Controller('calls/:id/draft')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Access('owner-of-call')
  @Audit('draft-read')
  @Answers(draftView)
  @Compressed()
  @Get()
  read(@OwnedCall() call: CallRow): Promise<DraftView> {
    return this.drafts.view(call);
  }

  /** Asks for a draft, which a job makes; `GET` says how far it is. */
  @Access('owner-of-call')
  @Audit('draft-requested')
  @HttpCode(202)
  @Answers(draftView)
  @Post()
  request(@OwnedCall() call: CallRow, @Body(new ZodPipe(requestDraft)) { template }: z.output<typeof requestDraft>): Promise<DraftView> {
    return this.drafts.request(call, template);
  }

  @Access('owner-of-call')
  @Audit('draft-decided')
  @Answers(draftView)
  @Patch()
  async decide(
    @OwnedCall() call: CallRow,
    @Body(new ZodPipe(decideDraft)) request: z.output<typeof decideDraft>,
    @Noted() note: AuditNote,
  ): Promise<DraftView> {
    note.detail = { decision: request.decision };
    return this.drafts.decide(call, request);
  }

  @Access('owner-of-call')
  @Audit('draft-deleted')
  @Answers(draftView)
  @Delete()
  remove(@OwnedCall() call: CallRow): Promise<DraftView> {
    return this.drafts.remove(call);
  }
}
