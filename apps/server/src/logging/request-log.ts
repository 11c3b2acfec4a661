import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { withLogContext } from './log-context.ts';

/** What is known of a request once it has been answered. */
export interface AnsweredRequest {
  method: string;
  /** The pattern of the route, such as `/api/calls/:id`; `page` for the web app's files, `none` where nothing answers. */
  route: string;
  status: number;
  ms: number;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
export const REQUEST_ID_HEADER = 'X-Request-Id';

/**
 * Gives each request an id of its own, whatever the client sends, and tells what became of it: in the log (`debug`, failures `error`) and to
 * `answered`. Never an address: invitations carry their secret there.
 */
export function requestLog(answered: (request: AnsweredRequest) => void) {
  const logger = new Logger('Http');
  return (request: Request, response: Response, next: NextFunction): void => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    response.setHeader(REQUEST_ID_HEADER, requestId);
    withLogContext({ requestId }, () => {
      response.once('close', () => {
        const facts: AnsweredRequest = {
          method: METHODS.has(request.method) ? request.method : 'OTHER',
          route: patternOf(request, response),
          status: response.statusCode,
          ms: Math.round(performance.now() - startedAt),
        };
        answered(facts);
        if (facts.status >= 500) logger.error('A request failed.', facts);
        else logger.debug('A request was answered.', facts);
      });
      next();
    });
  };
}

function patternOf(request: Request, response: Response): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (typeof path === 'string') return path;
  return response.statusCode === 404 || request.path.startsWith('/api/') ? 'none' : 'page';
}
