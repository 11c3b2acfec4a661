import { Controller, Get, Query, Res, type StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { mediaUrl, type MediaUrl, momentsView } from '#contracts/recording';
import { Access } from '../../access/access.decorator.ts';
import { OwnedRecording } from '../../access/parameters.ts';
import { Audit } from '../../audit/audit.decorator.ts';
import { RecordedCalls } from '../../calls/recorded-calls.service.ts';
import { MediaUrls } from '../../files/media-urls.ts';
import { callUnknown } from '../../http/api-exception.ts';
import { Answers } from '../../http/answers.ts';
import { answerBytes } from '../../http/bytes.ts';
import { Compressed } from '../../http/compressed.ts';
import { noResults, stillUploading, videoDeleted, videoNotPlayable, videoNotReady } from '../recording-errors.ts';
import { RecordingResults } from './recording-results.ts';
import type { RecordingRow } from '../recordings.repository.ts';
import { renderNames } from '../renders/render-names.ts';

/** What a video and its analysis can be seen by: the video itself, the samples, the moments that a query finds. */
@Controller('recordings/:id')
export class ResultsController {
  constructor(
    private readonly results: RecordingResults,
    private readonly calls: RecordedCalls,
    private readonly urls: MediaUrls,
  ) {}

  @Access('owner-of-recording')
  @Audit('recording-played')
  @Answers(mediaUrl)
  @Get('video')
  async video(@OwnedRecording() { id, status, source, playable, playableProblem, video, fileName, run }: RecordingRow): Promise<MediaUrl> {
    if (source === null) throw videoDeleted();
    if (status === 'uploading') throw stillUploading();
    if (playable !== null)
      return this.urls.sign({ recordingId: id, file: playable, contentType: 'video/mp4', fileName: renderNames(fileName).playable });
    if (video?.playable === true)
      return this.urls.sign({ recordingId: id, file: source, contentType: contentTypeOf(video.container), fileName });
    if (run !== null) throw videoNotReady();
    throw videoNotPlayable(playableProblem?.message ?? 'Analyse it again to have one made.');
  }

  @Access('owner-of-recording')
  @Audit('recording-exported')
  @Answers(z.string(), 'text/csv')
  @Compressed()
  @Get('emotions.csv')
  async csv(
    @OwnedRecording() { id, fileName, status }: RecordingRow,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const csv = status === 'queued' || status === 'analysing' ? [] : await this.results.csv(id);
    if (csv.length === 0) throw noResults();
    response.attachment(renderNames(fileName).csv);
    return answerBytes(csv, 'text/csv; charset=utf-8');
  }

  @Access('owner-of-recording')
  @Audit('recording-read')
  @Answers(momentsView)
  @Compressed()
  @Get('moments')
  async moments(@OwnedRecording() { id }: RecordingRow, @Query('q') q: unknown): Promise<StreamableFile> {
    const call = await this.calls.find(id);
    if (call === undefined) throw callUnknown();
    return answerBytes(await this.results.moments(call, typeof q === 'string' ? q : ''));
  }
}

const contentTypeOf = (container: string) => (/webm|matroska/.test(container) ? 'video/webm' : 'video/mp4');
