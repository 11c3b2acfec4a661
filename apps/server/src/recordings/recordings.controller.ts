import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { z } from 'zod';
import { recordingOptions, type RecordingLimits, type RecordingView, renameFace, renameRecording } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { RecordingsService } from './recordings.service.ts';

@Controller('recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Get()
  list(@CurrentAccount() account: Account): Promise<RecordingView[]> {
    return this.recordings.list(account);
  }

  @Get('limits')
  limits(): RecordingLimits {
    return this.recordings.limits();
  }

  @Get(':id')
  view(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.view(account, id);
  }

  @Patch(':id')
  rename(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(renameRecording)) request: z.output<typeof renameRecording>): Promise<RecordingView> {
    return this.recordings.rename(account, id, request);
  }

  @Patch(':id/faces/:participantId')
  renameFace(
    @CurrentAccount() account: Account, @Param('id') id: string, @Param('participantId') participantId: string, @Body(new ZodPipe(renameFace)) request: z.output<typeof renameFace>,
  ): Promise<RecordingView> {
    return this.recordings.renameFace(account, id, participantId, request);
  }

  @HttpCode(200)
  @Post(':id/cancel')
  cancel(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.cancel(account, id);
  }

  @HttpCode(200)
  @Post(':id/analyse')
  analyse(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(recordingOptions)) options: z.output<typeof recordingOptions>): Promise<RecordingView> {
    return this.recordings.analyse(account, id, options);
  }

  @HttpCode(204)
  @Delete(':id')
  remove(@CurrentAccount() account: Account, @Param('id') id: string): Promise<void> {
    return this.recordings.remove(account, id);
  }

  @Delete(':id/video')
  removeVideo(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RecordingView> {
    return this.recordings.removeVideo(account, id);
  }
}
