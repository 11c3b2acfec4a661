import { Controller, Get } from '@nestjs/common';
import type { Account } from '#contracts/rest';
import { retentionView, type RetentionView } from '#contracts/retention';
import { Access } from '../access/access.decorator.ts';
import { CurrentAccount } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { Answers } from '../http/answers.ts';
import { RetentionService } from './retention.service.ts';

@Controller('retention')
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Access('signed-in')
  @Audit('none')
  @Answers(retentionView)
  @Get()
  preview(@CurrentAccount() account: Account): Promise<RetentionView> {
    return this.retention.preview(account);
  }
}
