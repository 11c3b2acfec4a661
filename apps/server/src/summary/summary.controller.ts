import { Controller, Get, Header, type StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { callSummary } from '#contracts/summary';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { Answers } from '../http/answers.ts';
import { answerBytes } from '../http/bytes.ts';
import { Compressed } from '../http/compressed.ts';
import { SummaryService } from './summary.service.ts';

@Controller('calls/:id')
export class SummaryController {
  constructor(private readonly summaries: SummaryService) {}

  @Access('owner-of-call')
  @Audit('summary-read')
  @Answers(callSummary)
  @Compressed()
  @Get('summary')
  async read(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    return answerBytes(await this.summaries.json(call));
  }

  @Access('owner-of-call')
  @Audit('summary-exported')
  @Answers(z.string(), 'text/markdown')
  @Compressed()
  @Get('summary.md')
  @Header('Content-Disposition', 'attachment; filename="summary.md"')
  async markdown(@OwnedCall() call: CallRow): Promise<StreamableFile> {
    return answerBytes(await this.summaries.markdown(call), 'text/markdown; charset=utf-8');
  }
}
