import { Body, Controller, Delete, Get, Header, HttpCode, Post, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { recordingView, type RecordingView } from '#contracts/recording';
import { chooseFaces, type ChooseFaces, type FaceFrame, recordingFacesView, type RecordingFacesView } from '#contracts/recording-faces';
import { Access } from '../../access/access.decorator.ts';
import { OwnedFaceFrame, OwnedFaceNumber, OwnedRecording } from '../../access/parameters.ts';
import { Audit } from '../../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../../audit/audit-note.ts';
import { Answers } from '../../http/answers.ts';
import { ZodPipe } from '../../http/zod.pipe.ts';
import { FacesService } from './faces.service.ts';
import { Cancelled } from '../jobs/job-ends.ts';
import type { RecordingRow } from '../recordings.repository.ts';

@Controller('recordings/:id/faces')
export class FacesController {
  constructor(private readonly faces: FacesService) {}

  @Access('owner-of-recording')
  @Audit('recording-faces-read')
  @Answers(recordingFacesView)
  @Get()
  view(@OwnedRecording() recording: RecordingRow): RecordingFacesView {
    return this.faces.view(recording);
  }

  @Access('owner-of-recording')
  @Audit('recording-faces-chosen')
  @HttpCode(200)
  @Answers(recordingView)
  @Post()
  choose(
    @OwnedRecording() recording: RecordingRow,
    @Body(new ZodPipe(chooseFaces)) choice: ChooseFaces,
    @Noted() note: AuditNote,
  ): Promise<RecordingView> {
    return this.faces.choose(recording, choice, note);
  }

  @Access('owner-of-recording')
  @Audit('recording-faces-read')
  @Answers(z.string().meta({ format: 'binary' }), 'image/jpeg')
  @Header('Cache-Control', 'no-store')
  @Get('frames/:atMs')
  async frame(
    @OwnedRecording() recording: RecordingRow,
    @OwnedFaceFrame() frame: FaceFrame,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const stop = new AbortController();
    // Nobody would see it any more.
    response.once('close', () => stop.abort(new Cancelled()));
    return new StreamableFile(await this.faces.picture(recording, frame, stop.signal), { type: 'image/jpeg' });
  }

  @Access('owner-of-recording')
  @Audit('recording-face-erased')
  @Answers(recordingView)
  @Delete(':number')
  erase(
    @OwnedRecording() recording: RecordingRow,
    @OwnedFaceNumber() { number }: { number: number },
    @Noted() note: AuditNote,
  ): Promise<RecordingView> {
    return this.faces.erase(recording, number, note);
  }
}
