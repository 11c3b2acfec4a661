import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { SummaryModule } from '../summary/summary.module.ts';
import { NoteBasisService } from './note-basis.service.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { NotesController } from './notes.controller.ts';
import { NotesRepository } from './notes.repository.ts';
import { NotesService } from './notes.service.ts';

@Module({
  imports: [CallsModule, AuditModule, ConsentModule, SummaryModule, SignaturesModule],
  controllers: [NotesController],
  providers: [NotesRepository, NotesService, NoteBasisService],
  exports: [NotesService],
})
export class NotesModule {}
