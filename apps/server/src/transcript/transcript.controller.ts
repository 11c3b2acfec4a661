import { Body, Controller, Get, HttpCode, Patch, Post, Query, type StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import {
  importTranscript,
  moveTranscript,
  previewTranscript,
  pushedSegments,
  type PushedSegments,
  pushSegments,
  transcriptPreview,
  transcriptView,
} from '#contracts/transcript';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { answerBytes } from '../http/bytes.ts';
import { Compressed } from '../http/compressed.ts';
import { UnparsedPipe } from '../http/unparsed-body.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { TranscriptService } from './transcript.service.ts';

@Controller('calls/:id/transcript')
export class TranscriptController {
  constructor(
    private readonly calls: CallsService,
    private readonly transcript: TranscriptService,
  ) {}

  /** `?utterances=none`: without them, for who has the summary, which holds them too. */
  @Access('owner-of-call')
  @Audit('transcript-read')
  @Answers(transcriptView)
  @Compressed()
  @Get()
  async read(@OwnedCall() call: CallRow, @Query('utterances') utterances?: unknown): Promise<StreamableFile> {
    return answerBytes(await this.transcript.view(call, { withUtterances: utterances !== 'none' }));
  }

  @Access('owner-of-call')
  @Audit('transcript-moved')
  @Answers(transcriptView)
  @Compressed()
  @Patch()
  async move(
    @OwnedCall() call: CallRow,
    @Body(new ZodPipe(moveTranscript)) { offsetMs }: z.output<typeof moveTranscript>,
    @Noted() note: AuditNote,
  ): Promise<StreamableFile> {
    note.detail = { offsetMs };
    await this.transcript.move(call.id, offsetMs);
    return answerBytes(await this.transcript.view(call));
  }

  @Access('owner-of-call')
  @Audit('transcript-imported')
  @HttpCode(200)
  @Answers(transcriptView)
  @Compressed()
  @Post('import')
  async import(
    @OwnedCall() call: CallRow,
    @Body(new UnparsedPipe(importTranscript)) body: Uint8Array,
    @Noted() note: AuditNote,
  ): Promise<StreamableFile> {
    const { count, skipped } = await this.transcript.import(call, body, await this.calls.participantsOf(call.id));
    note.detail = { utterances: count, skipped: skipped.count };
    return answerBytes(await this.transcript.view(call, { skipped }));
  }

  /** Nothing is stored, and nothing that is stored is shown. */
  @Access('owner-of-call')
  @Audit('none')
  @HttpCode(200)
  @Answers(transcriptPreview)
  @Compressed()
  @Post('preview')
  async preview(@OwnedCall() call: CallRow, @Body(new UnparsedPipe(previewTranscript)) body: Uint8Array): Promise<StreamableFile> {
    return answerBytes(await this.transcript.preview(call, body, await this.calls.participantsOf(call.id)));
  }

  /** For the platform that the call was given to, or its clinician. */
  @Access('owner-or-platform')
  @Audit('segments-pushed')
  @HttpCode(200)
  @Answers(pushedSegments)
  @Post('segments')
  async push(
    @OwnedCall() call: CallRow,
    @Body(new UnparsedPipe(pushSegments)) body: Uint8Array,
    @Noted() note: AuditNote,
  ): Promise<PushedSegments> {
    const { count, ...pushed } = await this.transcript.push(call, body, await this.calls.participantsOf(call.id));
    note.detail = { segments: count, stored: pushed.stored };
    return pushed;
  }
}
