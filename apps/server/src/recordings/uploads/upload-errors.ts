import { ERRORS } from '@tus/server';
import { Logger } from '@nestjs/common';
import { type ErrorCode, ERRORS as CATALOGUE } from '#contracts/errors/catalogue';
import type { ApiError } from '#contracts/rest';
import { FileDamagedError } from '#files/file-damaged-error';
import { ApiException, invalidRequest } from '../../http/api-exception.ts';
import { describe } from '../../logging/describe.ts';

export interface UploadAnswer {
  status: number;
  body: ApiError;
}

const answer = (code: ErrorCode, message: string): UploadAnswer => ({ status: CATALOGUE[code].status, body: { code, message } });
const uploadAnswer = (error: ApiException): UploadAnswer => ({ status: error.getStatus(), body: error.body });
const logger = new Logger('Uploads');

/** tus' own refusals, by its wording; their statuses are the protocol's, but for the lock's. */
const TUS: [error: { body: string }, answer: UploadAnswer][] = [
  [ERRORS.FILE_NOT_FOUND, answer('recording-unknown', 'There is no such upload.')],
  [ERRORS.INVALID_OFFSET, answer('offset-wrong', 'The upload goes on elsewhere: ask with HEAD for Upload-Offset, and send from there.')],
  [ERRORS.MISSING_OFFSET, answer('offset-missing', 'Say with Upload-Offset where these bytes belong.')],
  [ERRORS.INVALID_CONTENT_TYPE, answer('content-type-missing', 'Send the bytes with Content-Type: application/offset+octet-stream.')],
  [ERRORS.ERR_SIZE_EXCEEDED, answer('too-many-bytes', 'These are more bytes than Upload-Length said.')],
  [ERRORS.INVALID_LENGTH, answer('length-missing', 'Say with Upload-Length how many bytes the video has.')],
  [
    ERRORS.UNSUPPORTED_CREATION_DEFER_LENGTH_EXTENSION,
    answer('length-missing', 'Say with Upload-Length how many bytes the video has: it must be known at the start.'),
  ],
  [ERRORS.UNSUPPORTED_CONCATENATION_EXTENSION, answer('parts-not-supported', 'Send the video in one upload, not in parallel parts.')],
  [ERRORS.INVALID_METADATA, uploadAnswer(invalidRequest('Upload-Metadata cannot be read: it is "key base64,key base64".'))],
  [ERRORS.INVALID_TERMINATION, answer('upload-complete', 'The upload is complete. Delete the recording instead.')],
  [ERRORS.ERR_LOCK_TIMEOUT, answer('upload-busy', 'Another request is sending bytes of this upload. Try again in a few seconds.')],
  [ERRORS.ABORTED, answer('upload-interrupted', 'The upload was interrupted. Go on from where it is.')],
];

/** What somebody who uploads is told of an error, thrown by tus or in one of its hooks. */
export function uploadAnswerOf(error: unknown, maxBytes: number): UploadAnswer {
  if (error instanceof ApiException) return uploadAnswer(error as ApiException);
  if (error instanceof FileDamagedError)
    return answer('upload-damaged', "What had arrived of this upload is damaged on the server's disk. Upload the video again.");
  const { code, body } = error as { code?: string; body?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return uploadAnswer(diskFull("The server's disk is full. Free some space, then go on with the upload: what has arrived is kept."));
  if (body === ERRORS.ERR_MAX_SIZE_EXCEEDED.body)
    return answer(
      'too-large',
      `The video is larger than the ${inGigabytes(maxBytes)} GB that are taken. Make it shorter or smaller, or set ATTUNE_UPLOAD_MAX_GB.`,
    );
  const known = TUS.find(([tus]) => tus.body === body)?.[1];
  if (known !== undefined) return known;
  logger.error(describe(error));
  return answer('internal', "Something went wrong on the server. Go on with the upload in a while; if it stays, look at the server's log.");
}

/** tus answers some requests that break the protocol before any hook. */
export function protocolAnswer(status: number, body: string): UploadAnswer {
  if (status === 412) return answer('tus-needed', 'This address speaks the tus protocol: send "Tus-Resumable: 1.0.0".');
  if (status === 404) return answer('not-found', 'There is nothing at this address.');
  return { status, body: invalidRequest(`The request breaks the tus protocol: ${body.trim()}.`).body };
}

export const diskFull = (message: string) => new ApiException('disk-full', message);

export const inGigabytes = (bytes: number): string => (bytes / 1e9).toFixed(bytes < 1e9 ? 3 : 1);
