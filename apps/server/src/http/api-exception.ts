import { HttpException } from '@nestjs/common';

/** An error that people see: a code for programs, a sentence that says what to do. Also answers socket requests. */
export class ApiException extends HttpException {
  constructor(
    status: number,
    readonly code: string,
    message: string,
  ) {
    super({ code, message }, status);
  }
}

export const badRequest = (code: string, message: string) => new ApiException(400, code, message);
export const unauthenticated = () => new ApiException(401, 'unauthenticated', 'Sign in first.');
export const forbidden = (message: string, code = 'forbidden') => new ApiException(403, code, message);
export const notFound = (code: string, message: string) => new ApiException(404, code, message);
export const conflict = (code: string, message: string) => new ApiException(409, code, message);
export const gone = (code: string, message: string) => new ApiException(410, code, message);
export const callUnknown = () => notFound('call-unknown', 'There is no such call.');
