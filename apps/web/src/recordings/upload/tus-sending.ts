import { DetailedError, Upload } from 'tus-js-client';
import { apiError } from '#contracts/rest';
import { type OpenSending, type SendingJob, type SendingProblem } from './sending.ts';
import { keepStamp } from './stamps.ts';

const ENDPOINT = '/api/recordings/uploads';
/** Requests of this size pass most proxies and are through in a minute on a slow line. */
const CHUNK = 8 * 2 ** 20;
const SMALLEST_CHUNK = 256 * 2 ** 10;
/** No answer at all, a lock of a try before that the server has not noticed the end of, a proxy without its server. */
const WORTH_TRYING = [0, 409, 423, 429, 502, 503, 504];

const urlOf = (recordingId?: string) =>
  new URL(recordingId === undefined ? ENDPOINT : `${ENDPOINT}/${recordingId}`, window.location.origin).href;

function problemOf(error: Error): SendingProblem {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  const status = response?.getStatus() ?? 0;
  const again = WORTH_TRYING.includes(status);
  if (status === 0) return { code: 'no-connection', message: 'The server does not answer. Check your connection and try again.', again };
  const body = response?.getBody() ?? '';
  try {
    const said = apiError.safeParse(JSON.parse(body));
    if (said.success) return { code: said.data.code, message: said.data.message, again: again || said.data.code === 'upload-interrupted' };
  } catch {
    // Not the API's own form: a proxy's page, or plain text.
  }
  if (status === 404 || status === 410)
    return { code: 'upload-gone', message: 'The server does not know this upload any more. Remove it and send the video anew.', again };
  if (status === 401) return { code: 'unauthenticated', message: 'You are signed out. Sign in again.', again };
  if (status === 413) return { code: 'upload-refused-by-size', message: 'The video is larger than the server accepts.', again };
  return { code: 'server-fault', message: 'The server could not do this. Try again in a moment.', again };
}

function metadataOf({ file, title, options, language }: SendingJob): Record<string, string> {
  return {
    filename: file.name,
    ...(file.type !== '' && { filetype: file.type }),
    title,
    profile: options.profile,
    everyNth: String(options.everyNth),
    consent: 'yes',
    language,
  };
}

/** Has the server forget an upload that was begun and not finished. */
export async function discardUpload(recordingId: string): Promise<void> {
  try {
    await Upload.terminate(urlOf(recordingId));
  } catch (error) {
    const status = error instanceof DetailedError ? error.originalResponse?.getStatus() : undefined;
    if (status !== 404 && status !== 410) throw error;
  }
}

/** Sends a file by the tus protocol. Whoever calls decides when to try again. */
export const openTusSending: OpenSending = (job, events) => {
  let recordingId = job.recordingId;
  const upload = new Upload(job.file, {
    endpoint: recordingId === null ? urlOf() : null,
    uploadUrl: recordingId === null ? null : urlOf(recordingId),
    metadata: metadataOf(job),
    chunkSize: CHUNK,
    retryDelays: null,
    // The server knows what is unfinished, and by which name and size; only a stamp of the file is kept here.
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      // Without an endpoint, an upload that is gone is said to be gone instead of being begun again.
      upload.options.endpoint = null;
      recordingId = new URL(upload.url ?? '', window.location.origin).pathname.split('/').at(-1) ?? null;
      if (recordingId === null) return;
      // A recording of the camera that was saved has another stamp.
      if (!job.fromCamera) keepStamp(recordingId, job.file.lastModified);
      events.onCreated(recordingId);
    },
    onProgress: (sentBytes) => {
      events.onProgress(sentBytes);
    },
    onSuccess: () => {
      events.onSent();
    },
    onError: (error) => {
      const tooLarge =
        error instanceof DetailedError && error.originalRequest.getMethod() === 'PATCH' && error.originalResponse?.getStatus() === 413;
      const chunk = upload.options.chunkSize ?? CHUNK;
      if (tooLarge && chunk > SMALLEST_CHUNK) {
        // A proxy in between takes less at once.
        upload.options.chunkSize = chunk / 2;
        upload.start();
      } else {
        events.onProblem(problemOf(error));
      }
    },
  });
  return {
    start: () => {
      upload.start();
    },
    stop: () => {
      void upload.abort();
    },
    discard: async () => {
      if (recordingId !== null) await discardUpload(recordingId);
    },
  };
};
