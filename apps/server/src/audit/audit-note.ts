import type { Request } from 'express';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor, Detail } from './audit.service.ts';

/** What a handler adds to the entry that its route declares. */
export class AuditNote {
  detail: Detail = {};
  /** Of the call that the route has made; those that its path names are known. */
  callId: string | undefined;
  /** For routes that find out themselves who calls. */
  actor: Actor | undefined;
  #nothing = false;

  /** Nothing happened that is worth an entry, for instance because it had happened before. */
  skip(): void {
    this.#nothing = true;
  }

  get skipped(): boolean {
    return this.#nothing;
  }
}

interface NotedRequest extends Request {
  auditNote?: AuditNote;
}

export function auditNoteOf(request: Request): AuditNote {
  return ((request as NotedRequest).auditNote ??= new AuditNote());
}

/** The request's {@link AuditNote}. */
export const Noted = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  auditNoteOf(context.switchToHttp().getRequest<Request>()),
);
