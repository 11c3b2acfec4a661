import { Controller, Get, Header, Param } from '@nestjs/common';
import { z } from 'zod';
import type { Account } from '#contracts/rest';
import { callSummary, type CallSummary } from '#contracts/summary';
import { toMarkdown } from '#timeline/markdown';
import { type AuditAction, AuditService } from '../audit/audit.service.ts';
import { CurrentAccount } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { SummaryService } from './summary.service.ts';

@Controller('calls/:id')
export class SummaryController {
  constructor(private readonly calls: CallsService, private readonly summaries: SummaryService, private readonly audit: AuditService) {}

  @Answers(callSummary)
  @Get('summary')
  read(@CurrentAccount() account: Account, @Param('id') id: string): Promise<CallSummary> {
    return this.#read(account, id, 'summary-read');
  }

  @Answers(z.string(), 'text/markdown')
  @Get('summary.md')
  @Header('Content-Type', 'text/markdown; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="summary.md"')
  async markdown(@CurrentAccount() account: Account, @Param('id') id: string): Promise<string> {
    return toMarkdown(await this.#read(account, id, 'summary-exported'));
  }

  async #read(account: Account, id: string, action: AuditAction): Promise<CallSummary> {
    const summary = await this.summaries.of(await this.calls.owned(account.id, id));
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action, callId: id });
    return summary;
  }
}
