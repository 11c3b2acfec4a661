import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { accessOf } from './access.decorator.ts';
import { setAdmitted } from './admitted.ts';
import { Gate } from './gate.ts';
import { askedBy } from './parameters.ts';

/** Guards every route of every controller. Requests of sockets are let in by `live/senders.ts`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly gate: Gate) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const handler = context.getHandler();
    const access = accessOf(handler);
    // The server does not start with such a route; what came about later is closed as well.
    if (access === undefined) throw new Error(`${context.getClass().name}.${handler.name} does not say who may call it.`);
    setAdmitted(request, await this.gate.admit(access, request, askedBy(context.getClass(), handler.name).subjects));
    return true;
  }
}
