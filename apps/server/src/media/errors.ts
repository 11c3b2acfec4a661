import type { ErrorCode } from '#contracts/errors/catalogue';

/** Codes that clients may act on; the rest of a message is for people. */
export type MediaErrorCode = Extract<
  ErrorCode,
  | 'call-media-unknown'
  | 'transport-unknown'
  | 'transport-already-connected'
  | 'producer-unknown'
  | 'consumer-unknown'
  | 'wrong-direction'
  | 'wrong-source'
  | 'cannot-consume'
  | 'invalid-media-parameters'
  | 'media-unavailable'
>;

/** A media request that cannot be served. `code` is for programs, `message` says to a person what to do. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** mediasoup checks what clients send it; whatever it refuses was malformed or came too late. */
export async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MediaError('invalid-media-parameters', `The media server refused the request: ${reason}. Reload the page to join again.`, {
      cause: error,
    });
  }
}
