import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { TranscriptFilesController } from './transcript-files.controller.ts';
import { TranscriptController } from './transcript.controller.ts';
import { TranscriptRepository } from './transcript.repository.ts';
import { TranscriptService } from './transcript.service.ts';

@Module({
  imports: [CallsModule, ConsentModule, SignaturesModule],
  controllers: [TranscriptController, TranscriptFilesController],
  providers: [TranscriptRepository, TranscriptService],
  exports: [TranscriptService],
})
export class TranscriptModule {}
