import { Controller, Get, Header, type StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { Answers } from '../http/answers.ts';
import { answerBytes } from '../http/bytes.ts';
import { Compressed } from '../http/compressed.ts';
import { TranscriptService } from './transcript.service.ts';

/** The transcript as files that other programs read. */
@Controller('calls/:id')
export class TranscriptFilesController {
  constructor(private readonly transcript: TranscriptService) {}

  @Access('owner-of-call')
  @Audit('transcript-exported')
  @Answers(z.string(), 'text/vtt')
  @Compressed()
  @Get('transcript.vtt')
  @Header('Content-Disposition', 'attachment; filename="transcript.vtt"')
  async vtt(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    return answerBytes(await this.transcript.written(call, 'vtt'), 'text/vtt; charset=utf-8');
  }

  @Access('owner-of-call')
  @Audit('transcript-exported')
  @Answers(z.string(), 'application/x-subrip')
  @Compressed()
  @Get('transcript.srt')
  @Header('Content-Disposition', 'attachment; filename="transcript.srt"')
  async srt(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    return answerBytes(await this.transcript.written(call, 'srt'), 'application/x-subrip; charset=utf-8');
  }

  @Access('owner-of-call')
  @Audit('transcript-exported')
  @Answers(z.string(), 'text/plain')
  @Compressed()
  @Get('transcript.txt')
  @Header('Content-Disposition', 'attachment; filename="transcript.txt"')
  async text(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    return answerBytes(await this.transcript.written(call, 'txt'), 'text/plain; charset=utf-8');
  }
}
