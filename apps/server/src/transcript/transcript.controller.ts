import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { importTranscript, moveTranscript, pushSegments, transcriptView, type TranscriptView } from '#contracts/transcript';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { TranscriptService } from './transcript.service.ts';

@Controller('calls/:id/transcript')
export class TranscriptController {
  constructor(private readonly calls: CallsService, private readonly transcript: TranscriptService) {}

  @Access('owner-of-call')
  @Audit('transcript-read')
  @Answers(transcriptView)
  @Get()
  async read(@OwnedCall() { id }: CallRow): Promise<TranscriptView> {
    return this.transcript.view(id);
  }

  @Access('owner-of-call')
  @Audit('transcript-moved')
  @Answers(transcriptView)
  @Patch()
  async move(@OwnedCall() { id }: CallRow, @Body(new ZodPipe(moveTranscript)) { offsetMs }: z.output<typeof moveTranscript>, @Noted() note: AuditNote): Promise<TranscriptView> {
    note.detail = { offsetMs };
    return this.transcript.move(id, offsetMs);
  }

  @Access('owner-of-call')
  @Audit('transcript-imported')
  @HttpCode(200)
  @Answers(transcriptView)
  @Post('import')
  async import(@OwnedCall() { id }: CallRow, @Body(new ZodPipe(importTranscript)) request: z.output<typeof importTranscript>, @Noted() note: AuditNote): Promise<TranscriptView> {
    const view = await this.transcript.import(id, request, await this.calls.participantsOf(id));
    note.detail = { utterances: view.utterances.length };
    return view;
  }

  /** For the platform that the call was given to, or its clinician. */
  @Access('owner-or-platform')
  @Audit('segments-pushed')
  @HttpCode(200)
  @Answers(z.object({ stored: z.int() }))
  @Post('segments')
  async push(@OwnedCall() { id }: CallRow, @Body(new ZodPipe(pushSegments)) segments: z.output<typeof pushSegments>, @Noted() note: AuditNote): Promise<{ stored: number }> {
    await this.transcript.push(id, segments, await this.calls.participantsOf(id));
    note.detail = { segments: segments.segments.length };
    return { stored: segments.segments.length };
  }
}
