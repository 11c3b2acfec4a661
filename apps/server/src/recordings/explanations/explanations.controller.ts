import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { explanation, type Explanation, explanationQuery } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { Access } from '../../access/access.decorator.ts';
import { CurrentAccount, OwnedRecording } from '../../access/parameters.ts';
import { Audit } from '../../audit/audit.decorator.ts';
import { Answers } from '../../http/answers.ts';
import { ZodPipe } from '../../http/zod.pipe.ts';
import { ExplanationsService } from './explanations.service.ts';
import { Cancelled } from '../jobs/job-ends.ts';
import type { RecordingRow } from '../recordings.repository.ts';

@Controller('recordings/:id/explanation')
export class ExplanationsController {
  constructor(private readonly explanations: ExplanationsService) {}

  @Access('owner-of-recording')
  @Audit('recording-explained')
  @Answers(explanation)
  @Get()
  explain(
    @OwnedRecording() recording: RecordingRow,
    @CurrentAccount() account: Account,
    @Query(new ZodPipe(explanationQuery)) query: z.output<typeof explanationQuery>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Explanation> {
    const stop = new AbortController();
    // The client has gone; nobody would read the answer.
    response.once('close', () => stop.abort(new Cancelled()));
    return this.explanations.explain(recording, account, query, stop.signal);
  }
}
