import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ERRORS, Server, type Upload } from '@tus/server';
import type { Request as HttpRequest, Response as HttpResponse } from 'express';
import { z } from 'zod';
import { uploadMetadata, VIDEO_EXTENSIONS } from '#contracts/recording';
import { admittedOf } from '../../access/admitted.ts';
import type { ExpressHandlers } from '../../access/express-handlers.ts';
import { auditNoteOf } from '../../audit/audit-note.ts';
import { RECORDING_SETTINGS } from '../../config/config.module.ts';
import type { RecordingSettings } from '../../config/recording-settings.ts';
import { FileStore } from '../../files/file-store.ts';
import { ApiException, invalidRequest, unauthenticated } from '../../http/api-exception.ts';
import { explain } from '../../http/explain.ts';
import type { Limit } from '../../http/limit.ts';
import { Limits } from '../../http/limits.ts';
import { RecordingsRepository } from '../recordings.repository.ts';

import { UploadIntake } from './upload-intake.service.ts';
import { UploadStore } from './upload-store.ts';
import { diskFull, inGigabytes, protocolAnswer, uploadAnswerOf } from './upload-errors.ts';
import { UploadLocker } from './upload-locker.ts';

const UPLOADS_PATH = '/api/recordings/uploads';
/** What must stay free for everything else: above all the database. */
const RESERVE = 256 * 1024 * 1024;

/** By one account: each takes a row, a file and a place in line. */
const UPLOADS_BEGUN = { points: 300, seconds: 3_600 };

const uuid = z.uuid();

/** Takes videos in by the tus protocol (https://tus.io, 1.0.0), for signed-in clinicians. */
@Injectable()
export class Uploads {
  readonly #begun: Limit;
  readonly #store: UploadStore;
  readonly #tus: AnsweringServer;

  constructor(
    @Inject(RECORDING_SETTINGS) { maxBytes }: RecordingSettings,
    private readonly intake: UploadIntake,
    private readonly files: FileStore,
    repository: RecordingsRepository,
    limits: Limits,
  ) {
    this.#begun = limits.of('uploads', UPLOADS_BEGUN);
    this.#store = new UploadStore(files, repository, intake);
    this.#tus = new AnsweringServer({
      path: UPLOADS_PATH,
      datastore: this.#store,
      locker: new UploadLocker(),
      maxSize: maxBytes,
      relativeLocation: true,
      allowedOrigins: () => false,
      disableTerminationForFinishedUploads: true,
      namingFunction: () => randomUUID(),
      getFileIdFromRequest: (_request, last) => (uuid.safeParse(last).success ? last : undefined),
      onUploadCreate: (request, upload) => {
        // tus would say so too, but only once the recording is there.
        const sent =
          request.headers.get('content-type') === 'application/offset+octet-stream'
            ? Number(request.headers.get('content-length') ?? 0)
            : 0;
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- tus throws plain objects, and knows them again.
        if (sent > (upload.size ?? 0)) throw ERRORS.ERR_SIZE_EXCEEDED;
        return this.#begin(nodeRequestOf(request), upload);
      },
      onUploadFinish: async (_request, { id }) => {
        await this.intake.complete(id);
        return {};
      },
      onResponseError: (_request, error) => {
        const { status, body } = uploadAnswerOf(error, maxBytes);
        return { status_code: status, body: JSON.stringify(body) };
      },
    });
  }

  /** Before anything that reads bodies. HEAD and PATCH belong to an upload that has been recorded when it began. */
  mount(handlers: ExpressHandlers): void {
    const item = `${UPLOADS_PATH}/:id`;
    handlers.answer({ methods: ['options'], path: UPLOADS_PATH, access: 'signed-in', audit: 'none' }, this.#handle);
    handlers.answer({ methods: ['post'], path: UPLOADS_PATH, access: 'signed-in', audit: 'recording-created' }, this.#handle);
    handlers.answer({ methods: ['head', 'patch'], path: item, access: 'owner-of-recording', audit: 'none' }, this.#handle);
    handlers.answer({ methods: ['delete'], path: item, access: 'owner-of-recording', audit: 'upload-given-up' }, this.#handle);
  }

  readonly #handle = (request: HttpRequest, response: HttpResponse): Promise<void> => this.#tus.handle(request, response);

  async #begin(request: HttpRequest, upload: Upload): Promise<object> {
    const metadata = uploadMetadata.safeParse(withoutNulls(upload.metadata ?? {}));
    if (!metadata.success) throw invalidRequest(explain(metadata.error));
    const { account } = admittedOf(request);
    if (account === undefined) throw unauthenticated();
    await this.#begun.take(account.id);
    const extension = extname(metadata.data.filename).slice(1).toLowerCase();
    if (!(VIDEO_EXTENSIONS as readonly string[]).includes(extension)) {
      throw new ApiException(
        'format-not-supported',
        `${extension === '' ? 'Files without an extension' : `Files of the kind "${extension}"`} cannot be analysed. Choose a video: ${VIDEO_EXTENSIONS.join(', ')}.`,
      );
    }
    const size = upload.size ?? 0;
    const room = (await this.files.freeBytes()) - RESERVE;
    if (size > room) {
      throw diskFull(
        `The video has ${inGigabytes(size)} GB, and the server's disk has room for ${inGigabytes(Math.max(0, room))} GB. Free some space, or delete videos that are not needed any more.`,
      );
    }
    await this.#store.begin(upload.id, () => this.intake.begin(account, upload.id, metadata.data, size));
    Object.assign(auditNoteOf(request), { callId: upload.id, detail: { bytes: size } });
    return {};
  }
}

/** tus with every refusal as `{ code, message }`. */
class AnsweringServer extends Server {
  override async write(context: Parameters<Server['write']>[0], headers: Headers, status: number, body = ''): Promise<Response> {
    if (status < 400) return super.write(context, headers, status, body);
    headers.set('Content-Type', 'application/json; charset=utf-8');
    return super.write(context, headers, status, body.startsWith('{') ? body : JSON.stringify(protocolAnswer(status, body).body));
  }
}

/** The request that tus wraps. */
function nodeRequestOf(request: { runtime?: { node?: { req: unknown } } }): HttpRequest {
  return request.runtime?.node?.req as HttpRequest;
}

/** A key without a value is an empty text. */
const withoutNulls = (metadata: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value ?? '']));
