import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { JobsModule } from '../jobs/jobs.module.ts';
import { NotesModule } from '../notes/notes.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { TranscriptModule } from '../transcript/transcript.module.ts';
import { DraftJob } from './draft-job.ts';
import { DraftWorker } from './draft-worker.ts';
import { DraftsController } from './drafts.controller.ts';
import { DraftsRepository } from './drafts.repository.ts';
import { DraftsService } from './drafts.service.ts';

@Module({
  imports: [CallsModule, AuditModule, ConsentModule, TranscriptModule, NotesModule, SignaturesModule, JobsModule],
  controllers: [DraftsController],
  providers: [DraftsRepository, DraftsService, DraftJob, DraftWorker],
})
export class DraftsModule {}
