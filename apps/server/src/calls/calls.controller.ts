import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Account, callView, type CallView, createCall } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { CallsService } from './calls.service.ts';

@Controller('calls')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Answers(callView)
  @Post()
  create(@CurrentAccount() account: Account, @Body(new ZodPipe(createCall)) request: z.output<typeof createCall>): Promise<CallView> {
    return this.calls.create(account, request);
  }

  @Answers(z.array(callView))
  @Get()
  list(@CurrentAccount() account: Account): Promise<CallView[]> {
    return this.calls.list(account);
  }

  @Answers(callView)
  @Get(':id')
  view(@CurrentAccount() account: Account, @Param('id') id: string): Promise<CallView> {
    return this.calls.view(account, id);
  }

  @HttpCode(200)
  @Answers(callView)
  @Post(':id/invitation')
  renewInvitation(@CurrentAccount() account: Account, @Param('id') id: string): Promise<CallView> {
    return this.calls.renewInvitation(account, id);
  }
}
