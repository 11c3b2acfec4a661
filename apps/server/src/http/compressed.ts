import { applyDecorators, type CallHandler, type ExecutionContext, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import compression from 'compression';
import type { Request, Response } from 'express';

const MARK = 'compressed';

class MarkCompressed implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    context.switchToHttp().getResponse<Response>().locals[MARK] = true;
    return next.handle();
  }
}

/**
 * Compresses what this route answers, for a client that can take it. Only for answers that hold no secret: beside text that another person chose,
 * the length of a compressed secret gives it away bit by bit (BREACH), and participants choose their names, captions and titles. So nothing
 * that has an invitation's link, a key or a token in it may say this, whatever its size.
 */
export const Compressed = () => applyDecorators(UseInterceptors(MarkCompressed));

/** Compresses routes that say so, and the web app's files, which are the same for everybody. */
export function compressAnswers() {
  return compression({
    filter: (request: Request, response: Response) => {
      // A part of a file is a part of its own bytes, not of compressed ones.
      if (response.statusCode === 206 || request.headers.range !== undefined) return false;
      if (response.locals[MARK] === true) return true;
      return !/^\/(api|socket\.io)(\/|$)/.test(request.path) && compression.filter(request, response);
    },
  });
}
