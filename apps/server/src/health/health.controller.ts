import { Controller, Get } from '@nestjs/common';
import type { z } from 'zod';
import { health } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { AnalysisService } from '../analysis/analysis.service.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { Answers } from '../http/answers.ts';
import { MediaService } from '../media/media.service.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { DatabaseHealth } from '../database/database-health.ts';

@Controller('health')
export class HealthController {
  constructor(
    private readonly storage: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly media: MediaService,
    private readonly analysis: AnalysisService,
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
}
