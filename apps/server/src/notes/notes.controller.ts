import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type Account, noteView, type NoteView, saveNote } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { CurrentAccount, OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { NotesService } from './notes.service.ts';

@Controller('calls/:id/note')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Access('owner-of-call')
  @Audit('note-read')
  @Answers(noteView)
  @Get()
  read(@OwnedCall() call: CallRow): Promise<NoteView> {
    return this.notes.read(call);
  }

  @Access('owner-of-call')
  @Audit('note-saved')
  @Answers(noteView)
  @Put()
  async save(
    @OwnedCall() call: CallRow,
    @Body(new ZodPipe(saveNote)) request: z.output<typeof saveNote>,
    @Noted() note: AuditNote,
  ): Promise<NoteView> {
    return noted(note, await this.notes.save(call, request));
  }

  @Access('owner-of-call')
  @Audit('note-summary-attached')
  @HttpCode(200)
  @Answers(noteView)
  @Post('attach')
  async attach(@OwnedCall() call: CallRow, @Noted() note: AuditNote): Promise<NoteView> {
    return noted(note, await this.notes.attach(call));
  }

  @Access('owner-of-call')
  @Audit('note-signed')
  @HttpCode(200)
  @Answers(noteView)
  @Post('sign')
  async sign(@OwnedCall() call: CallRow, @CurrentAccount() account: Account, @Noted() note: AuditNote): Promise<NoteView> {
    return noted(note, await this.notes.sign(call, account));
  }

  @Access('owner-of-call')
  @Audit('note-reopened')
  @HttpCode(200)
  @Answers(noteView)
  @Post('reopen')
  async reopen(@OwnedCall() call: CallRow, @Noted() note: AuditNote): Promise<NoteView> {
    return noted(note, await this.notes.reopen(call));
  }
}

function noted(note: AuditNote, view: NoteView): NoteView {
  note.detail = { version: view.version };
  return view;
}
