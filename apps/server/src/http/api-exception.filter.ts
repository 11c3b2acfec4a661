import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ApiError } from '#contracts/rest';
import { describe } from '../logging/describe.ts';
import type { CallDoor } from '../cluster/call-door.ts';
import { CallElsewhere, ELSEWHERE } from '../cluster/call-holds.ts';
import { logContext } from '../logging/log-context.ts';
import { CallErased } from '../keys/call-keys.ts';
import { ApiException, invalidRequest, callUnknown } from './api-exception.ts';
import { TooManyTries } from './too-many.ts';

/** Turns whatever was thrown into `{ code, message }`. What nobody foresaw is logged, and told without its inside. */
@Catch()
export class ApiExceptionFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');
  readonly #door: Pick<CallDoor, 'passOn'> | null;

  /** `door`: the way to the other servers, where there are any. */
  constructor(door: Pick<CallDoor, 'passOn'> | null) {
    this.#door = door;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (!(error instanceof CallElsewhere) || this.#door === null) return this.#respond(error, response);
    this.#door.passOn(http.getRequest<Request>(), response, error.callId).then(
      (isPassedOn) => {
        if (!isPassedOn) this.#respond(error, response);
      },
      () => this.#respond(error, response),
    );
  }

  #respond(error: unknown, response: Response): void {
    const { status, body } = this.#answer(error);
    if (response.headersSent) return void response.end();
    // A route that would have answered a file has set headers for one.
    response.removeHeader('Content-Disposition');
    if (error instanceof TooManyTries) response.setHeader('Retry-After', error.retryAfterSeconds);
    response.status(status).type('json').json(body);
  }

  #answer(error: unknown): { status: number; body: ApiError } {
    if (error instanceof ApiException) return { status: error.getStatus(), body: error.body };
    // Erased between the gate and the answer.
    if (error instanceof CallErased) return this.#answer(callUnknown());
    if (error instanceof CallElsewhere) return this.#answer(new ApiException('call-elsewhere', ELSEWHERE));
    const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown }).status;
    if (status === 404) return { status, body: { code: 'not-found', message: 'There is nothing at this address.' } };
    if (status === 413) return { status, body: { code: 'too-large', message: 'This is larger than the server takes.' } };
    if (typeof status === 'number' && status >= 400 && status < 500)
      return { status, body: invalidRequest('The request could not be read. Send valid JSON.').body };
    this.#logger.error(describe(error));
    const { requestId } = logContext();
    return {
      status: 500,
      body: {
        code: 'internal',
        message: "Something went wrong on the server. Try again; if it stays, look at the server's log.",
        ...(requestId !== undefined && { requestId }),
      },
    };
  }
}
