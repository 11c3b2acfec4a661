import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Logger, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FileDamagedError } from '#files/file-damaged-error';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { Access } from '../access/access.decorator.ts';
import { MediaFile } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { ApiException, notFound } from '../http/api-exception.ts';
import { CallErased } from '../keys/call-keys.ts';
import { describe } from '../logging/describe.ts';
import { FileStore } from './file-store.ts';
import type { MediaGrant } from './media-token.ts';

/** Bytes opened at once; a slow client holds twice that. */
const PIECE = 256 * 1024;

/** Files by signed URLs: the URL is what lets one in. */
@Controller('media')
export class MediaController {
  readonly #logger = new Logger('Files');

  constructor(private readonly files: FileStore) {}

  // Recorded when the address is given out: a player asks for a file in many pieces.
  @Access('media-address')
  @Audit('none')
  @Get(':token')
  async read(
    @MediaFile() { recordingId, file: name, contentType, fileName }: MediaGrant,
    @Query('download') download: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.#open(recordingId, name);
    try {
      // A file never changes once there is a URL of it.
      const tag = `"${name}"`;
      if (download === '1') response.attachment(fileName);
      response.set({ 'Accept-Ranges': 'bytes', 'Content-Type': contentType, ETag: tag, 'Cache-Control': 'private, no-store' });
      const range = rangeOf(request, tag, file.size);
      if (range === 'unsatisfiable') {
        response.set('Content-Range', `bytes */${file.size}`);
        throw new ApiException('range-unknown', `There are only ${file.size} bytes.`);
      }
      const { start, end } = range ?? { start: 0, end: file.size - 1 };
      if (range !== null) response.status(206).set('Content-Range', `bytes ${start}-${end}/${file.size}`);
      response.set('Content-Length', String(end - start + 1));
      if (request.method === 'HEAD') return void response.end();
      await this.#send(file, start, end, response);
    } finally {
      await file.close();
    }
  }

  async #open(recordingId: string, name: string): Promise<RandomAccessFile> {
    try {
      return await openFile(await this.files.refOf(recordingId, name), 'read');
    } catch (error) {
      if (error instanceof CallErased || (error as NodeJS.ErrnoException).code === 'ENOENT')
        throw notFound('media-deleted', 'This video has been deleted.');
      throw asDamaged(error);
    }
  }

  async #send(file: RandomAccessFile, start: number, end: number, response: Response): Promise<void> {
    try {
      await pipeline(Readable.from(pieces(file, start, end), { objectMode: false, highWaterMark: PIECE }), response);
    } catch (error) {
      // Players ask for the start of a file and go away as soon as they know enough.
      if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      if (!response.headersSent) throw asDamaged(error);
      this.#logger.error(`A file could not be sent to its end: ${describe(error)}`);
    }
  }
}

async function* pieces(file: RandomAccessFile, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end; at += PIECE) yield await file.read(at, Math.min(PIECE, end - at + 1));
}

/** Null: the whole file, as also for several ranges, or if the client has another file in mind (RFC 9110, 14.2). */
function rangeOf(request: Request, tag: string, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const condition = request.get('if-range');
  const [matched, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.get('range') ?? '') ?? [];
  if (matched === undefined || (condition !== undefined && condition !== tag) || (from === '' && to === '')) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}

const asDamaged = (error: unknown) =>
  error instanceof FileDamagedError
    ? new ApiException('file-damaged', "This file is damaged on the server's disk. Restore it from a backup, or delete it.")
    : error;
