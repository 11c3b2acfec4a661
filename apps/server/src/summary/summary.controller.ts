import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { callSummary, type CallSummary } from '#contracts/summary';
import { toMarkdown } from '#timeline/markdown';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { Answers } from '../http/answers.ts';
import { SummaryService } from './summary.service.ts';

@Controller('calls/:id')
export class SummaryController {
  constructor(private readonly summaries: SummaryService) {}

  @Access('owner-of-call')
  @Audit('summary-read')
  @Answers(callSummary)
  @Get('summary')
  read(@OwnedCall() call: CallRow): Promise<CallSummary> {
    return this.summaries.of(call);
  }

  @Access('owner-of-call')
  @Audit('summary-exported')
  @Answers(z.string(), 'text/markdown')
  @Get('summary.md')
  @Header('Content-Type', 'text/markdown; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="summary.md"')
  async markdown(@OwnedCall() call: CallRow): Promise<string> {
    return toMarkdown(await this.summaries.of(call));
  }
}
