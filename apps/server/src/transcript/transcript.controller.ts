import { Body, Controller, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import type { Account } from '#contracts/rest';
import { importTranscript, moveTranscript, pushSegments, transcriptView, type TranscriptView } from '#contracts/transcript';
import { AuditService } from '../audit/audit.service.ts';
import { type AccountRequest, CurrentAccount, Public } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { PlatformAccess } from './platform-access.ts';
import { TranscriptService } from './transcript.service.ts';

@Controller('calls/:id/transcript')
export class TranscriptController {
  constructor(
    private readonly calls: CallsService,
    private readonly transcript: TranscriptService,
    private readonly platform: PlatformAccess,
    private readonly audit: AuditService,
  ) {}

  @Answers(transcriptView)
  @Get()
  async read(@CurrentAccount() account: Account, @Param('id') id: string): Promise<TranscriptView> {
    await this.calls.owned(account.id, id);
    return this.transcript.view(id);
  }

  @Answers(transcriptView)
  @Patch()
  async move(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(moveTranscript)) { offsetMs }: z.output<typeof moveTranscript>): Promise<TranscriptView> {
    await this.calls.owned(account.id, id);
    return this.transcript.move(id, offsetMs);
  }

  @HttpCode(200)
  @Answers(transcriptView)
  @Post('import')
  async import(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(importTranscript)) request: z.output<typeof importTranscript>): Promise<TranscriptView> {
    await this.calls.owned(account.id, id);
    const view = await this.transcript.import(id, request, await this.calls.participantsOf(id));
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'transcript-imported', callId: id, detail: { utterances: view.utterances.length } });
    return view;
  }

  /** For a platform with the API key, or a clinician. */
  @Public()
  @HttpCode(200)
  @Answers(z.object({ stored: z.int() }))
  @Post('segments')
  async push(@Req() request: AccountRequest, @Param('id') id: string, @Body() body: unknown): Promise<{ stored: number }> {
    const actor = await this.platform.require(request, id);
    const segments = new ZodPipe(pushSegments).transform(body);
    await this.transcript.push(id, segments, await this.calls.participantsOf(id));
    await this.audit.record({ actor, action: 'segments-pushed', callId: id, detail: { segments: segments.segments.length } });
    return { stored: segments.segments.length };
  }
}
