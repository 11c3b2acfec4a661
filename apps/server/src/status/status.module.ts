import { Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/analysis.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { JobsModule } from '../jobs/jobs.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { StatusController } from './status.controller.ts';
import { StatusService } from './status.service.ts';

@Module({
  imports: [AnalysisModule, CallsModule, ConsentModule, JobsModule, MediaModule],
  controllers: [StatusController],
  providers: [StatusService],
})
export class StatusModule {}
