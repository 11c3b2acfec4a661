import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ERRORS, Server, type Upload } from '@tus/server';
import type { NextFunction, Request as HttpRequest, Response as HttpResponse } from 'express';
import { z } from 'zod';
import { uploadMetadata, VIDEO_EXTENSIONS } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import type { AccountRequest } from '../auth/account.guard.ts';
import { AuthService } from '../auth/auth.service.ts';
import { SESSION_COOKIE } from '../auth/session-cookie.ts';
import { FileStore } from '../files/file-store.ts';
import { ApiException, badRequest, forbidden, unauthenticated } from '../http/api-exception.ts';
import { FOREIGN_PAGE, KnownHosts } from '../http/known-hosts.ts';
import { explain } from '../http/zod.pipe.ts';
import { RecordingsRepository } from './recordings.repository.ts';
import { RecordingsService } from './recordings.service.ts';
import { RECORDING_SETTINGS, type RecordingSettings } from './settings.ts';
import { UploadStore } from './upload-store.ts';
import { diskFull, inGigabytes, protocolAnswer, uploadAnswerOf } from './upload-errors.ts';
import { UploadLocker } from './upload-locker.ts';

export const UPLOADS_PATH = '/api/recordings/uploads';
/** What must stay free for everything else: above all the database. */
const RESERVE = 256 * 1024 * 1024;

const uuid = z.uuid();

/** Takes videos in by the tus protocol (https://tus.io, 1.0.0), for signed-in clinicians. */
@Injectable()
export class Uploads {
  readonly #store: UploadStore;
  readonly #tus: AnsweringServer;

  constructor(
    private readonly hosts: KnownHosts,
    @Inject(RECORDING_SETTINGS) { maxBytes }: RecordingSettings,
    private readonly auth: AuthService,
    private readonly recordings: RecordingsService,
    private readonly files: FileStore,
    repository: RecordingsRepository,
  ) {
    this.#store = new UploadStore(files, repository, recordings);
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
      onIncomingRequest: async (request, id) => {
        if (request.method !== 'POST') await this.recordings.owned(accountOf(request), id);
      },
      onUploadCreate: (request, upload) => {
        // tus would say so too, but only once the recording is there.
        const sent = request.headers.get('content-type') === 'application/offset+octet-stream' ? Number(request.headers.get('content-length') ?? 0) : 0;
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- tus throws plain objects, and knows them again.
        if (sent > (upload.size ?? 0)) throw ERRORS.ERR_SIZE_EXCEEDED;
        return this.#begin(accountOf(request), upload);
      },
      onUploadFinish: async (_request, { id }) => {
        await this.recordings.complete(id);
        return {};
      },
      onResponseError: (_request, error) => {
        const { status, body } = uploadAnswerOf(error, maxBytes);
        return { status_code: status, body: JSON.stringify(body) };
      },
    });
  }

  /** To be mounted on {@link UPLOADS_PATH}, before anything that reads bodies. */
  readonly handle = (request: HttpRequest, response: HttpResponse, next: NextFunction): void => {
    this.#handle(request, response).catch(next);
  };

  async #handle(request: AccountRequest, response: HttpResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD' && !this.hosts.isOwnOrigin(request.headers)) {
      throw forbidden(FOREIGN_PAGE);
    }
    const account = await this.auth.accountOf(request.cookies[SESSION_COOKIE]);
    if (account === null) throw unauthenticated();
    request.account = account;
    request.url = request.originalUrl;
    await this.#tus.handle(request, response);
  }

  async #begin(account: Account, upload: Upload): Promise<object> {
    const metadata = uploadMetadata.safeParse(withoutNulls(upload.metadata ?? {}));
    if (!metadata.success) throw badRequest('invalid-request', explain(metadata.error));
    const extension = extname(metadata.data.filename).slice(1).toLowerCase();
    if (!(VIDEO_EXTENSIONS as readonly string[]).includes(extension)) {
      throw new ApiException(415, 'format-not-supported', `${extension === '' ? 'Files without an extension' : `Files of the kind "${extension}"`} cannot be analysed. Choose a video: ${VIDEO_EXTENSIONS.join(', ')}.`);
    }
    const size = upload.size ?? 0;
    const room = await this.files.freeBytes() - RESERVE;
    if (size > room) {
      const { status, body } = diskFull(`The video has ${inGigabytes(size)} GB, and the server's disk has room for ${inGigabytes(Math.max(0, room))} GB. Free some space, or delete videos that are not needed any more.`);
      throw new ApiException(status, body.code, body.message);
    }
    await this.#store.begin(upload.id, () => this.recordings.begin(account, upload.id, metadata.data, size));
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

/** Set by {@link Uploads.handle} on the request that tus wraps. */
function accountOf(request: { runtime?: { node?: { req: unknown } } }): Account {
  const { account } = request.runtime?.node?.req as AccountRequest;
  if (account === undefined) throw unauthenticated();
  return account;
}

/** A key without a value is an empty text. */
const withoutNulls = (metadata: Record<string, string | null>) => Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value ?? '']));
