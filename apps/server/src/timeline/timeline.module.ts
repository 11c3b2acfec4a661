import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { SamplePagesRepository } from './sample-pages.repository.ts';
import { TimelineController } from './timeline.controller.ts';
import { TimelineRepository } from './timeline.repository.ts';
import { TimelineService } from './timeline.service.ts';

@Module({
  imports: [CallsModule, AuditModule],
  controllers: [TimelineController],
  providers: [TimelineRepository, SamplePagesRepository, TimelineService],
  exports: [TimelineService],
})
export class TimelineModule {}
