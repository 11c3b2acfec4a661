import { Module } from '@nestjs/common';
import { NoteStatusService } from './note-status.service.ts';
import { NotesRepository } from './notes.repository.ts';

@Module({ providers: [NotesRepository, NoteStatusService], exports: [NotesRepository, NoteStatusService] })
export class NoteStatusModule {}
