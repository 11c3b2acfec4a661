import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { TranscriptModule } from '../transcript/transcript.module.ts';
import { SummaryController } from './summary.controller.ts';
import { SummaryService } from './summary.service.ts';

@Module({
  imports: [CallsModule, AuditModule, TimelineModule, TranscriptModule, SignaturesModule],
  controllers: [SummaryController],
  providers: [SummaryService],
  exports: [SummaryService],
})
export class SummaryModule {}
