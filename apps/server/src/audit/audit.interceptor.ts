import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { catchError, concatMap, from, type Observable, throwError } from 'rxjs';
import type { AuditAction } from '#contracts/audit';
import { admittedOf } from '../access/admitted.ts';
import { CALL, INVITATION, RECORDING } from '../access/subjects.ts';
import { ApiException } from '../http/api-exception.ts';
import { auditOf } from './audit.decorator.ts';
import { auditNoteOf } from './audit-note.ts';
import { AuditService } from './audit.service.ts';

/** Writes the entry that a route declares, after its handler and before its answer. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const declared = auditOf(context.getHandler());
    if (context.getType() !== 'http' || declared === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const { action, failed = {} } = declared;
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        if (action !== 'none') await this.#record(action, request);
        return answer;
      }),
      catchError((error: unknown) => {
        const entry = error instanceof ApiException ? failed[error.code] : undefined;
        return from(entry === undefined ? Promise.resolve() : this.#record(entry, request)).pipe(concatMap(() => throwError(() => error)));
      }),
    );
  }

  async #record(action: AuditAction, request: Request): Promise<void> {
    const [admitted, note] = [admittedOf(request), auditNoteOf(request)];
    if (note.skipped) return;
    const callId = note.callId ?? admitted.find(CALL)?.id ?? admitted.find(RECORDING)?.id ?? admitted.find(INVITATION)?.call.id;
    await this.audit.record({ actor: note.actor ?? admitted.actor ?? { kind: 'nobody', id: null }, action, callId, detail: note.detail });
  }
}
