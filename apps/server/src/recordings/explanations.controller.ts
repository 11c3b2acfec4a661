import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { explanation, type Explanation, explanationQuery } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { ExplanationsService } from './explanations.service.ts';
import { Cancelled } from './job-ends.ts';

@Controller('recordings/:id/explanation')
export class ExplanationsController {
  constructor(private readonly explanations: ExplanationsService) {}

  @Answers(explanation)
  @Get()
  explain(
    @CurrentAccount() account: Account, @Param('id') id: string, @Query(new ZodPipe(explanationQuery)) query: z.output<typeof explanationQuery>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Explanation> {
    const stop = new AbortController();
    // Whoever asked has gone on; nobody would read the answer.
    response.once('close', () => stop.abort(new Cancelled()));
    return this.explanations.explain(account, id, query, stop.signal);
  }
}
