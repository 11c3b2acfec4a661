import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import {
  recordingOptions,
  recordingLimits,
  type RecordingLimits,
  recordingView,
  type RecordingView,
  renameFace,
  renameRecording,
} from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { CurrentAccount, OwnedFace, OwnedRecording } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import { Answers } from '../http/answers.ts';
import { linkNext, type PageQuery, pageQuery, toPageRequest } from '../http/paging.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import type { RecordingRow } from './recordings.repository.ts';
import { RecordingsService } from './recordings.service.ts';

@Controller('recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Access('signed-in')
  @Audit('none')
  @Answers(z.array(recordingView))
  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Query(new ZodPipe(pageQuery)) query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecordingView[]> {
    const { rows, next } = await this.recordings.list(account, toPageRequest(query));
    linkNext(response, '/api/recordings', query, next);
    return rows;
  }

  @Access('signed-in')
  @Audit('none')
  @Answers(recordingLimits)
  @Get('limits')
  limits(): RecordingLimits {
    return this.recordings.limits();
  }

  @Access('owner-of-recording')
  @Audit('none')
  @Answers(recordingView)
  @Get(':id')
  view(@OwnedRecording() recording: RecordingRow): Promise<RecordingView> {
    return this.recordings.view(recording);
  }

  @Access('owner-of-recording')
  @Audit('recording-renamed')
  @Answers(recordingView)
  @Patch(':id')
  rename(
    @OwnedRecording() recording: RecordingRow,
    @Body(new ZodPipe(renameRecording)) request: z.output<typeof renameRecording>,
  ): Promise<RecordingView> {
    return this.recordings.rename(recording, request);
  }

  @Access('owner-of-recording')
  @Audit('face-renamed')
  @Answers(recordingView)
  @Patch(':id/faces/:participantId')
  renameFace(
    @OwnedRecording() recording: RecordingRow,
    @OwnedFace() { participantId }: { participantId: string },
    @Body(new ZodPipe(renameFace)) request: z.output<typeof renameFace>,
    @Noted() note: AuditNote,
  ): Promise<RecordingView> {
    note.detail = { participantId };
    return this.recordings.renameFace(recording, participantId, request);
  }

  @Access('owner-of-recording')
  @Audit('recording-cancelled')
  @HttpCode(200)
  @Answers(recordingView)
  @Post(':id/cancel')
  cancel(@OwnedRecording() recording: RecordingRow): Promise<RecordingView> {
    return this.recordings.cancel(recording);
  }

  @Access('owner-of-recording')
  @Audit('recording-analysed')
  @HttpCode(200)
  @Answers(recordingView)
  @Post(':id/analyse')
  analyse(
    @OwnedRecording() recording: RecordingRow,
    @Body(new ZodPipe(recordingOptions)) options: z.output<typeof recordingOptions>,
    @Noted() note: AuditNote,
  ): Promise<RecordingView> {
    note.detail = { profile: options.profile, everyNth: options.everyNth };
    return this.recordings.analyse(recording, options);
  }

  @Access('owner-of-recording')
  @Audit('recording-deleted')
  @HttpCode(204)
  @Delete(':id')
  remove(@OwnedRecording() recording: RecordingRow): Promise<void> {
    return this.recordings.remove(recording);
  }

  @Access('owner-of-recording')
  @Audit('recording-video-deleted')
  @Answers(recordingView)
  @Delete(':id/video')
  removeVideo(@OwnedRecording() recording: RecordingRow): Promise<RecordingView> {
    return this.recordings.removeVideo(recording);
  }
}
