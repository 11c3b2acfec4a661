import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { recordingOptions, recordingLimits, type RecordingLimits, recordingView, type RecordingView, renameFace, renameRecording } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { RecordingsService } from './recordings.service.ts';

@Controller('recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Answers(z.array(recordingView))
  @Get()
  list(@CurrentAccount() account: Account): Promise<RecordingView[]> {
    return this.recordings.list(account);
  }

  @Answers(recordingLimits)
  @Get('limits')
  limits(): RecordingLimits {
    return this.recordings.limits();
  }

  @Answers(recordingView)
  @Get(':id')
  view(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.view(account, id);
  }

  @Answers(recordingView)
  @Patch(':id')
  rename(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(renameRecording)) request: z.output<typeof renameRecording>): Promise<RecordingView> {
    return this.recordings.rename(account, id, request);
  }

  @Answers(recordingView)
  @Patch(':id/faces/:participantId')
  renameFace(
    @CurrentAccount() account: Account, @Param('id') id: string, @Param('participantId') participantId: string, @Body(new ZodPipe(renameFace)) request: z.output<typeof renameFace>,
  ): Promise<RecordingView> {
    return this.recordings.renameFace(account, id, participantId, request);
  }

  @HttpCode(200)
  @Answers(recordingView)
  @Post(':id/cancel')
  cancel(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.cancel(account, id);
  }

  @HttpCode(200)
  @Answers(recordingView)
  @Post(':id/analyse')
  analyse(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(recordingOptions)) options: z.output<typeof recordingOptions>): Promise<RecordingView> {
    return this.recordings.analyse(account, id, options);
  }

  @HttpCode(204)
  @Delete(':id')
  remove(@CurrentAccount() account: Account, @Param('id') id: string): Promise<void> {
    return this.recordings.remove(account, id);
  }

  @Answers(recordingView)
  @Delete(':id/video')
  removeVideo(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.removeVideo(account, id);
  }
}
