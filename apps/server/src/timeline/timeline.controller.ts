import { Controller, Get, Req, Res, type StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callTimeline } from '#contracts/timeline';
import { TIMELINE_TYPE } from '#contracts/timeline-codec';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { Answers } from '../http/answers.ts';
import { answerBytes } from '../http/bytes.ts';
import { Compressed } from '../http/compressed.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { buffersOf } from './sample-pages.ts';
import { WRITE_COLUMNS, WRITE_JSON } from './timeline-tasks.ts';
import { TimelineService } from './timeline.service.ts';

@Controller('calls/:id/timeline')
export class TimelineController {
  constructor(
    private readonly calls: CallsService,
    private readonly liveCalls: LiveCalls,
    private readonly timeline: TimelineService,
    private readonly threads: ThreadPool,
  ) {}

  /** JSON; columns to a client that accepts those, as our web app does: a fiftieth of the bytes. */
  @Access('owner-of-call')
  @Audit('timeline-read')
  @Answers(callTimeline)
  @Compressed()
  @Get()
  async read(@OwnedCall() call: CallRow, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<StreamableFile> {
    const { id, ownerId } = call;
    const [rows, pages, turns, markers] = await Promise.all([
      this.calls.participantsOf(id),
      this.timeline.pagesOf(id),
      this.timeline.turnsOf(id),
      this.timeline.markersOf(id),
    ]);
    const names = Object.fromEntries(rows.map((row) => [row.id, row.name]));
    const durationMs = call.durationMs ?? this.liveCalls.find(id)?.nowMs() ?? 0;
    const [task, type] =
      request.accepts(['application/json', TIMELINE_TYPE]) === TIMELINE_TYPE
        ? [WRITE_COLUMNS, TIMELINE_TYPE]
        : [WRITE_JSON, 'application/json; charset=utf-8'];
    response.vary('Accept');
    return answerBytes(
      await this.threads.run(task, { durationMs, names, turns, markers, pages }, { key: ownerId, handOver: buffersOf(pages) }),
      type,
    );
  }
}
