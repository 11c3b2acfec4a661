import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { SummaryModule } from '../summary/summary.module.ts';
import { NoteBasisService } from './note-basis.service.ts';
import { NoteStatusModule } from './note-status.module.ts';
import { NotesController } from './notes.controller.ts';
import { NotesService } from './notes.service.ts';

@Module({
  imports: [CallsModule, AuditModule, ConsentModule, SummaryModule, NoteStatusModule],
  controllers: [NotesController],
  providers: [NotesService, NoteBasisService],
  exports: [NotesService],
})
export class NotesModule {}
