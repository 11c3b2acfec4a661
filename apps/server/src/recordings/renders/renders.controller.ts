import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { renderRequest, renderView, type RenderView } from '#contracts/recording';
import { Access } from '../../access/access.decorator.ts';
import { OwnedRecording, OwnedRender } from '../../access/parameters.ts';
import { Audit } from '../../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../../audit/audit-note.ts';
import { Answers } from '../../http/answers.ts';
import { ZodPipe } from '../../http/zod.pipe.ts';
import type { RecordingRow } from '../recordings.repository.ts';
import type { RenderRow } from './renders.repository.ts';
import { RendersService } from './renders.service.ts';

@Controller('recordings/:id/renders')
export class RendersController {
  constructor(private readonly renders: RendersService) {}

  @Access('owner-of-recording')
  @Audit('renders-read')
  @Answers(z.array(renderView))
  @Get()
  async list(@OwnedRecording() recording: RecordingRow, @Noted() note: AuditNote): Promise<RenderView[]> {
    const views = await this.renders.list(recording.id);
    if (!views.some(isReadable)) note.skip();
    return views;
  }

  @Access('owner-of-recording')
  @Audit('recording-rendered')
  @Answers(renderView)
  @Post()
  create(
    @OwnedRecording() recording: RecordingRow,
    @Body(new ZodPipe(renderRequest)) request: z.output<typeof renderRequest>,
    @Noted() note: AuditNote,
  ): Promise<RenderView> {
    note.detail = { kind: request.kind };
    return this.renders.create(recording, request);
  }

  @Access('owner-of-recording')
  @Audit('renders-read')
  @Answers(renderView)
  @Get(':renderId')
  async view(@OwnedRender() render: RenderRow, @Noted() note: AuditNote): Promise<RenderView> {
    const view = await this.renders.view(render);
    if (!isReadable(view)) note.skip();
    return view;
  }

  @Access('owner-of-recording')
  @Audit('render-deleted')
  @HttpCode(204)
  @Delete(':renderId')
  remove(@OwnedRender() render: RenderRow): Promise<void> {
    return this.renders.remove(render);
  }
}

/** Whether it tells an address of a video. */
const isReadable = ({ artefacts }: RenderView) => artefacts.length > 0;
