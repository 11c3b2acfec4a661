import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { health, liveness, readiness } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { Answers } from '../http/answers.ts';
import { MediaService } from '../media/media.service.ts';
import { LoopWatch } from '../observing/loop-watch.ts';
import { Readiness } from '../observing/readiness.ts';
import { liveAnswer, readyAnswer } from '../observing/serve-observing.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { DatabaseHealth } from '../database/database-health.ts';

@Controller('health')
export class HealthController {
  constructor(
    private readonly storage: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
    private readonly loop: LoopWatch,
    private readonly readiness: Readiness,
  ) {}

  @Access('public')
  @Audit('none')
  @Answers(health)
  @Get()
  async read(): Promise<z.infer<typeof health>> {
    const database = !this.storage.failing && (await this.storage.answers());
    const mediaWorkers = this.media.workerCount();
    return {
      status: database && mediaWorkers > 0 ? 'ok' : 'degraded',
      database,
      owedWrites: this.owed.counts,
      mediaWorkers,
      analyzer: this.analysis.health(),
    };
  }

  @Access('public')
  @Audit('none')
  @Answers(liveness)
  @Get('live')
  live(@Res({ passthrough: true }) response: Response): z.infer<typeof liveness> {
    const { status, body } = liveAnswer(this.loop);
    response.status(status);
    return body;
  }

  @Access('public')
  @Audit('none')
  @Answers(readiness)
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<z.infer<typeof readiness>> {
    const { status, body } = await readyAnswer(this.readiness);
    response.status(status);
    return body;
  }
}
