import { HttpException } from '@nestjs/common';
import { type ArgumentsOf, type CodeOf, type ErrorCode, ERRORS } from '#contracts/errors/catalogue';
import type { ApiError } from '#contracts/rest';

/** An error that people see: a code of the catalogue for programs, a sentence that says what to do. Also answers socket requests. */
export class ApiException<C extends ErrorCode = ErrorCode> extends HttpException {
  readonly code: string;
  readonly #parameters: ApiError['parameters'];

  constructor(code: C, message: string, ...[parameters]: ArgumentsOf<C>) {
    super(message, ERRORS[code].status);
    this.code = code;
    this.#parameters = parameters;
  }

  /** What is answered. */
  get body(): ApiError {
    const { code, message } = this;
    return this.#parameters === undefined ? { code, message } : { code, message, parameters: this.#parameters };
  }
}

/** For each status a function that makes an error of it; a code that the catalogue gives another status does not compile. */
const answering =
  <S extends number>() =>
  <C extends CodeOf<S>>(code: C, message: string, ...parameters: ArgumentsOf<C>) =>
    new ApiException(code, message, ...parameters);

export const badRequest = answering<400>();
export const notFound = answering<404>();
export const conflict = answering<409>();
export const gone = answering<410>();
export const unauthenticated = () => new ApiException('unauthenticated', 'Sign in first.');
export const forbidden = (message: string, code: CodeOf<403> = 'forbidden') => new ApiException(code, message);
export const participantUnknown = () => notFound('participant-unknown', 'There is no such participant in this call.');
export const callUnknown = () => notFound('call-unknown', 'There is no such call.');
/** `detail`: what of the request is not as it must be, and how it must be. */
export const invalidRequest = (detail: string) => badRequest('invalid-request', detail, { detail });
