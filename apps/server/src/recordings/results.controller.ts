import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { mediaUrl, type MediaUrl, momentsView, type MomentsView } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { emotionsCsv } from '#timeline/csv';
import { parseQuery } from '#timeline/query/parse';
import { runQuery } from '#timeline/query/run';
import { AuditService } from '../audit/audit.service.ts';
import { CurrentAccount } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { MediaUrls } from '../files/media-urls.ts';
import { Answers } from '../http/answers.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { noResults, stillUploading, videoDeleted, videoNotPlayable, videoNotReady } from './recording-errors.ts';
import { RecordingResults } from './recording-results.ts';
import { RecordingsService } from './recordings.service.ts';
import { renderNames } from './render-names.ts';

/** What a video and its analysis can be seen by: the video itself, the samples, the moments that a query finds. */
@Controller('recordings/:id')
export class ResultsController {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly results: RecordingResults,
    private readonly calls: CallsService,
    private readonly transcript: TranscriptService,
    private readonly urls: MediaUrls,
    private readonly audit: AuditService,
  ) {}

  @Answers(mediaUrl)
  @Get('video')
  async video(@CurrentAccount() account: Account, @Param('id') id: string): Promise<MediaUrl> {
    const { status, source, playable, playableProblem, video, fileName, run } = await this.recordings.owned(account, id);
    if (source === null) throw videoDeleted();
    if (status === 'uploading') throw stillUploading();
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'recording-played', callId: id });
    if (playable !== null) return this.urls.sign({ file: playable, contentType: 'video/mp4', fileName: renderNames(fileName).playable });
    if (video?.playable === true) return this.urls.sign({ file: source, contentType: contentTypeOf(video.container), fileName });
    if (run !== null) throw videoNotReady();
    throw videoNotPlayable(playableProblem?.message ?? 'Analyse it again to have one made.');
  }

  @Answers(z.string(), 'text/csv')
  @Get('emotions.csv')
  async csv(@CurrentAccount() account: Account, @Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<StreamableFile> {
    const { fileName, status } = await this.recordings.owned(account, id);
    const timelines = status === 'queued' || status === 'analysing' ? [] : await this.results.timelinesOf(id);
    if (timelines.length === 0) throw noResults();
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'recording-exported', callId: id, detail: { format: 'csv' } });
    response.attachment(renderNames(fileName).csv).type('text/csv; charset=utf-8');
    return new StreamableFile(Readable.from(emotionsCsv(timelines), { objectMode: false }));
  }

  @Answers(momentsView)
  @Get('moments')
  async moments(@CurrentAccount() account: Account, @Param('id') id: string, @Query('q') q: unknown): Promise<MomentsView> {
    await this.recordings.owned(account, id);
    const text = typeof q === 'string' ? q : '';
    const [call, faces, timelines, { utterances }] = await Promise.all([this.calls.owned(account.id, id), this.recordings.faces(id), this.results.timelinesOf(id), this.transcript.view(id)]);
    await this.audit.record({ actor: { kind: 'account', id: account.id }, action: 'recording-read', callId: id });
    const { query, problem } = parseQuery(text, { faces, classes: timelines[0]?.classes });
    if (query === null) return { query: text, moments: [], problem: { code: problem.code, message: problem.message, from: problem.from, to: problem.to } };
    const participants = new Map(faces.map(({ number, participantId }) => [number, participantId]));
    const found = runQuery(query, {
      faces: timelines.map((timeline) => ({ ...timeline, participantId: participants.get(timeline.face) ?? '' })), utterances, durationMs: call.durationMs ?? 0, lagMs: call.labelLagMs,
    });
    return { query: text, moments: found, problem: null };
  }
}

const contentTypeOf = (container: string) => /webm|matroska/.test(container) ? 'video/webm' : 'video/mp4';
