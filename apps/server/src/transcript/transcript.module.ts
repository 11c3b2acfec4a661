import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { TranscriptController } from './transcript.controller.ts';
import { TranscriptRepository } from './transcript.repository.ts';
import { TranscriptService } from './transcript.service.ts';

@Module({
  imports: [CallsModule, SignaturesModule],
  controllers: [TranscriptController],
  providers: [TranscriptRepository, TranscriptService],
  exports: [TranscriptService],
})
export class TranscriptModule {}
