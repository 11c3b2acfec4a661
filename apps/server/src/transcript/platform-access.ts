import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service.ts';
import type { AccountRequest } from '../auth/account.guard.ts';
import { AuthService } from '../auth/auth.service.ts';
import { SESSION_COOKIE } from '../auth/session-cookie.ts';
import { sameText } from '../auth/tokens.ts';
import { CallsService } from '../calls/calls.service.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { callUnknown, unauthenticated } from '../http/api-exception.ts';

/** Lets a platform in by the API key, and a clinician to their own calls. */
@Injectable()
export class PlatformAccess {
  constructor(@Inject(CONFIG) private readonly config: Config, private readonly auth: AuthService, private readonly calls: CallsService) {}

  /** Throws 401 for anybody else, 404 if there is no such call. */
  async require(request: AccountRequest, callId: string): Promise<Actor> {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      if (this.config.apiKey === undefined || !sameText(bearer, this.config.apiKey)) throw unauthenticated();
      if (await this.calls.find(callId) === undefined) throw callUnknown();
      return { kind: 'platform', id: null };
    }
    const account = await this.auth.accountOf(request.cookies[SESSION_COOKIE]);
    if (account === null) throw unauthenticated();
    await this.calls.owned(account.id, callId);
    return { kind: 'account', id: account.id };
  }
}
