import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { type AuditChain, auditChain, type AuditEntry, auditExportQuery, type AuditPage, auditPage, auditQuery } from '#contracts/audit';
import { Access } from '../access/access.decorator.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { auditCsv, auditJson } from './audit-csv.ts';
import { AuditReadingRepository, type Filter } from './audit-reading.repository.ts';
import { AuditNote, Noted } from './audit-note.ts';
import { Audit } from './audit.decorator.ts';
import { AuditService } from './audit.service.ts';

const BATCH = 500;

/** The log as the administrator reads it. Who reads it stands in it as well. */
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly reading: AuditReadingRepository,
  ) {}

  @Access('administrator')
  @Audit('audit-read')
  @Answers(auditPage)
  @Get()
  async page(
    @Query(new ZodPipe(auditQuery)) { limit, ...filter }: z.output<typeof auditQuery>,
    @Noted() note: AuditNote,
  ): Promise<AuditPage> {
    // Turning a page is no new reading.
    if (filter.before !== undefined) note.skip();
    const entries = await this.reading.entries(filter, limit + 1);
    const page = entries.slice(0, limit);
    return { entries: page, next: entries.length > limit ? (page.at(-1)?.sequence ?? null) : null };
  }

  /** Recomputes every hash. */
  @Access('administrator')
  @Audit('none')
  @Answers(auditChain)
  @Get('chain')
  chain(): Promise<AuditChain> {
    return this.audit.verify();
  }

  @Access('administrator')
  @Audit('audit-exported')
  @Answers(z.unknown(), 'text/csv')
  @Get('export')
  export(
    @Query(new ZodPipe(auditExportQuery)) { format, ...filter }: z.output<typeof auditExportQuery>,
    @Noted() note: AuditNote,
    @Res({ passthrough: true }) response: Response,
  ): StreamableFile {
    note.detail = { format };
    response.attachment(`audit.${format}`).type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
    return new StreamableFile(Readable.from((format === 'csv' ? auditCsv : auditJson)(this.#all(filter)), { objectMode: false }));
  }

  async *#all(filter: Filter): AsyncGenerator<AuditEntry> {
    for (let before: number | undefined; ; ) {
      const entries = await this.reading.entries({ ...filter, before }, BATCH);
      yield* entries;
      if (entries.length < BATCH) return;
      before = entries.at(-1)?.sequence;
    }
  }
}
