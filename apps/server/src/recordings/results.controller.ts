import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { mediaUrl, type MediaUrl, momentsView, type MomentsView } from '#contracts/recording';
import { emotionsCsv } from '#timeline/csv';
import { parseQuery } from '#timeline/query/parse';
import { runQuery } from '#timeline/query/run';
import { Access } from '../access/access.decorator.ts';
import { OwnedRecording } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { CallsRepository } from '../calls/calls.repository.ts';
import { MediaUrls } from '../files/media-urls.ts';
import { Answers } from '../http/answers.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { noResults, stillUploading, videoDeleted, videoNotPlayable, videoNotReady } from './recording-errors.ts';
import { RecordingResults } from './recording-results.ts';
import type { RecordingRow } from './recordings.repository.ts';
import { RecordingsService } from './recordings.service.ts';
import { renderNames } from './render-names.ts';

/** What a video and its analysis can be seen by: the video itself, the samples, the moments that a query finds. */
@Controller('recordings/:id')
export class ResultsController {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly results: RecordingResults,
    private readonly calls: CallsRepository,
    private readonly transcript: TranscriptService,
    private readonly urls: MediaUrls,
  ) {}

  @Access('owner-of-recording')
  @Audit('recording-played')
  @Answers(mediaUrl)
  @Get('video')
  async video(@OwnedRecording() { status, source, playable, playableProblem, video, fileName, run }: RecordingRow): Promise<MediaUrl> {
    if (source === null) throw videoDeleted();
    if (status === 'uploading') throw stillUploading();
    if (playable !== null) return this.urls.sign({ file: playable, contentType: 'video/mp4', fileName: renderNames(fileName).playable });
    if (video?.playable === true) return this.urls.sign({ file: source, contentType: contentTypeOf(video.container), fileName });
    if (run !== null) throw videoNotReady();
    throw videoNotPlayable(playableProblem?.message ?? 'Analyse it again to have one made.');
  }

  @Access('owner-of-recording')
  @Audit('recording-exported')
  @Answers(z.string(), 'text/csv')
  @Get('emotions.csv')
  async csv(@OwnedRecording() { id, fileName, status }: RecordingRow, @Res({ passthrough: true }) response: Response): Promise<StreamableFile> {
    const timelines = status === 'queued' || status === 'analysing' ? [] : await this.results.timelinesOf(id);
    if (timelines.length === 0) throw noResults();
    response.attachment(renderNames(fileName).csv).type('text/csv; charset=utf-8');
    return new StreamableFile(Readable.from(emotionsCsv(timelines), { objectMode: false }));
  }

  @Access('owner-of-recording')
  @Audit('recording-read')
  @Answers(momentsView)
  @Get('moments')
  async moments(@OwnedRecording() { id }: RecordingRow, @Query('q') q: unknown): Promise<MomentsView> {
    const text = typeof q === 'string' ? q : '';
    const [call, faces, timelines, { utterances }] = await Promise.all([this.calls.find(id), this.recordings.faces(id), this.results.timelinesOf(id), this.transcript.view(id)]);
    const { query, problem } = parseQuery(text, { faces, classes: timelines[0]?.classes });
    if (query === null) return { query: text, moments: [], problem: { code: problem.code, message: problem.message, from: problem.from, to: problem.to } };
    const participants = new Map(faces.map(({ number, participantId }) => [number, participantId]));
    const found = runQuery(query, {
      faces: timelines.map((timeline) => ({ ...timeline, participantId: participants.get(timeline.face) ?? '' })), utterances, durationMs: call?.durationMs ?? 0, lagMs: call?.labelLagMs ?? 0,
    });
    return { query: text, moments: found, problem: null };
  }
}

const contentTypeOf = (container: string) => /webm|matroska/.test(container) ? 'video/webm' : 'video/mp4';
