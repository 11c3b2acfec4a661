import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { PlatformAccess } from './platform-access.ts';
import { TranscriptController } from './transcript.controller.ts';
import { TranscriptRepository } from './transcript.repository.ts';
import { TranscriptService } from './transcript.service.ts';

@Module({
  imports: [CallsModule, AuditModule],
  controllers: [TranscriptController],
  providers: [TranscriptRepository, TranscriptService, PlatformAccess],
  exports: [TranscriptService],
})
export class TranscriptModule {}
