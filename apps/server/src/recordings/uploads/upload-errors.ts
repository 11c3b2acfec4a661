import { ERRORS } from '@tus/server';
import { Logger } from '@nestjs/common';
import type { ApiError } from '#contracts/rest';
import { FileDamagedError } from '#files/file-damaged-error';
import { ApiException } from '../../http/api-exception.ts';
import { describe } from '../../logging/describe.ts';

export interface UploadAnswer {
  status: number;
  body: ApiError;
}

const answer = (status: number, code: string, message: string): UploadAnswer => ({ status, body: { code, message } });
const logger = new Logger('Uploads');

/** tus' own refusals, by its wording; their statuses are the protocol's, but for the lock's. */
const TUS: [error: { body: string }, answer: UploadAnswer][] = [
  [ERRORS.FILE_NOT_FOUND, answer(404, 'recording-unknown', 'There is no such upload.')],
  [
    ERRORS.INVALID_OFFSET,
    answer(409, 'offset-wrong', 'The upload goes on elsewhere: ask with HEAD for Upload-Offset, and send from there.'),
  ],
  [ERRORS.MISSING_OFFSET, answer(403, 'offset-missing', 'Say with Upload-Offset where these bytes belong.')],
  [ERRORS.INVALID_CONTENT_TYPE, answer(403, 'content-type-missing', 'Send the bytes with Content-Type: application/offset+octet-stream.')],
  [ERRORS.ERR_SIZE_EXCEEDED, answer(413, 'too-many-bytes', 'These are more bytes than Upload-Length said.')],
  [ERRORS.INVALID_LENGTH, answer(400, 'length-missing', 'Say with Upload-Length how many bytes the video has.')],
  [
    ERRORS.UNSUPPORTED_CREATION_DEFER_LENGTH_EXTENSION,
    answer(400, 'length-missing', 'Say with Upload-Length how many bytes the video has: it must be known at the start.'),
  ],
  [ERRORS.UNSUPPORTED_CONCATENATION_EXTENSION, answer(400, 'parts-not-supported', 'Send the video in one upload, not in parallel parts.')],
  [ERRORS.INVALID_METADATA, answer(400, 'invalid-request', 'Upload-Metadata cannot be read: it is "key base64,key base64".')],
  [ERRORS.INVALID_TERMINATION, answer(409, 'upload-complete', 'The upload is complete. Delete the recording instead.')],
  [ERRORS.ERR_LOCK_TIMEOUT, answer(423, 'upload-busy', 'Another request is sending bytes of this upload. Try again in a few seconds.')],
  [ERRORS.ABORTED, answer(400, 'upload-interrupted', 'The upload was interrupted. Go on from where it is.')],
];

/** What somebody who uploads is told of an error, thrown by tus or in one of its hooks. */
export function uploadAnswerOf(error: unknown, maxBytes: number): UploadAnswer {
  if (error instanceof ApiException) return answer(error.getStatus(), error.code, error.message);
  if (error instanceof FileDamagedError)
    return answer(410, 'upload-damaged', "What had arrived of this upload is damaged on the server's disk. Upload the video again.");
  const { code, body } = error as { code?: string; body?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return diskFull("The server's disk is full. Free some space, then go on with the upload: what has arrived is kept.");
  if (body === ERRORS.ERR_MAX_SIZE_EXCEEDED.body)
    return answer(
      413,
      'too-large',
      `The video is larger than the ${inGigabytes(maxBytes)} GB that are taken. Make it shorter or smaller, or set ATTUNE_UPLOAD_MAX_GB.`,
    );
  const known = TUS.find(([tus]) => tus.body === body)?.[1];
  if (known !== undefined) return known;
  logger.error(describe(error));
  return answer(
    500,
    'internal',
    "Something went wrong on the server. Go on with the upload in a while; if it stays, look at the server's log.",
  );
}

/** tus answers some requests that break the protocol before any hook. */
export function protocolAnswer(status: number, body: string): UploadAnswer {
  if (status === 412) return answer(412, 'tus-needed', 'This address speaks the tus protocol: send "Tus-Resumable: 1.0.0".');
  if (status === 404) return answer(404, 'not-found', 'There is nothing at this address.');
  return answer(status, 'invalid-request', `The request breaks the tus protocol: ${body.trim()}.`);
}

export const diskFull = (message: string) => answer(507, 'disk-full', message);

export const inGigabytes = (bytes: number): string => (bytes / 1e9).toFixed(bytes < 1e9 ? 3 : 1);
