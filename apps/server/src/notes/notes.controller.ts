import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type Account, noteView, type NoteView, saveNote } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { NotesService } from './notes.service.ts';

@Controller('calls/:id/note')
export class NotesController {
  constructor(private readonly calls: CallsService, private readonly notes: NotesService) {}

  @Answers(noteView)
  @Get()
  async read(@CurrentAccount() account: Account, @Param('id') id: string): Promise<NoteView> {
    return this.notes.read(await this.calls.owned(account.id, id));
  }

  @Answers(noteView)
  @Put()
  async save(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(saveNote)) request: z.output<typeof saveNote>): Promise<NoteView> {
    return this.notes.save(await this.calls.owned(account.id, id), request);
  }

  @HttpCode(200)
  @Answers(noteView)
  @Post('attach')
  async attach(@CurrentAccount() account: Account, @Param('id') id: string): Promise<NoteView> {
    return this.notes.attach(await this.calls.owned(account.id, id));
  }

  @HttpCode(200)
  @Answers(noteView)
  @Post('sign')
  async sign(@CurrentAccount() account: Account, @Param('id') id: string): Promise<NoteView> {
    return this.notes.sign(await this.calls.owned(account.id, id), account);
  }

  @HttpCode(200)
  @Answers(noteView)
  @Post('reopen')
  async reopen(@CurrentAccount() account: Account, @Param('id') id: string): Promise<NoteView> {
    return this.notes.reopen(await this.calls.owned(account.id, id), account);
  }
}
