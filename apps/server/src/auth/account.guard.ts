import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import type { Account } from '#contracts/rest';
import { forbidden, unauthenticated } from '../http/api-exception.ts';
import { FOREIGN_PAGE, KnownHosts } from '../http/known-hosts.ts';
import { AuthService } from './auth.service.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

export const PUBLIC = 'attune:public';
export interface AccountRequest extends Request { account?: Account; cookies: Record<string, string | undefined> }

/** Lets everybody call a route. Without it a route is for signed-in clinicians only. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The account that calls. */
export const CurrentAccount = createParamDecorator((_data: unknown, context: ExecutionContext): Account => {
  const { account } = context.switchToHttp().getRequest<AccountRequest>();
  if (account === undefined) throw unauthenticated();
  return account;
});

/** Guards every route of the API. */
@Injectable()
export class AccountGuard implements CanActivate {
  constructor(private readonly hosts: KnownHosts, private readonly auth: AuthService, private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<AccountRequest>();
    if (request.method !== 'GET' && request.method !== 'HEAD' && !this.hosts.isOwnOrigin(request.headers)) {
      throw forbidden(FOREIGN_PAGE);
    }
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const account = await this.auth.accountOf(request.cookies[SESSION_COOKIE]);
    if (account === null) throw unauthenticated();
    request.account = account;
    return true;
  }
}

/** For what must be refused before a body is read. */
export function signedInOnly(auth: AuthService) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    auth.accountOf((request as AccountRequest).cookies[SESSION_COOKIE]).then((account) => next(account === null ? unauthenticated() : undefined), next);
  };
}
