import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AuthService } from '../auth/auth.service.ts';
import { SESSION_COOKIE } from '../auth/session-cookie.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { clientAddress, trustsProxy, type TrustsProxy } from '../http/trusted-proxies.ts';
import { forbidden, unauthenticated } from '../http/api-exception.ts';
import { FOREIGN_PAGE, KnownHosts } from '../http/known-hosts.ts';
import { noteCall } from '../logging/log-context.ts';
import { MetricsToken } from '../observing/metrics-token.ts';
import { type AccessName, type Rule, ruleOf } from './access.decorator.ts';
import { Admitted, type Caller } from './admitted.ts';
import { PlatformKey } from './platform-key.ts';
import type { Subject } from './subject.ts';
import { CALL, INVITATION, RECORDING, Subjects } from './subjects.ts';

type Cookies = Record<string, string | undefined>;

/** The one place that lets HTTP requests in, whether a Nest controller or an Express handler answers them. */
@Injectable()
export class Gate {
  readonly #trusts: TrustsProxy;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'trustedProxies'>,
    private readonly hosts: KnownHosts,
    private readonly auth: AuthService,
    private readonly key: PlatformKey,
    private readonly subjects: Subjects,
    private readonly metrics: MetricsToken,
  ) {
    this.#trusts = trustsProxy(config.trustedProxies);
  }

  /**
   * @param asked subjects of the path, each of which is found before the handler runs
   * Throws 403 for other sites' pages, 401 for unknown callers, 403 where an administrator is needed, and for an id that the caller may not
   * reach the same as for one that does not exist.
   */
  async admit(access: AccessName, request: Request, asked: readonly Subject<unknown>[]): Promise<Admitted> {
    if (!this.hosts.isOwnOrigin(request.headers)) throw forbidden(FOREIGN_PAGE);
    const rule = ruleOf(access);
    const admitted = new Admitted(await this.#callerOf(rule.by, request), clientAddress(request, this.#trusts));
    if (rule.administrator === true && !(await this.auth.isAdministrator(admitted.account?.id)))
      throw forbidden('Only the administrator can do this.');
    // What the rule names comes first: what else the path names belongs to it.
    for (const subject of new Set([...(rule.subject === undefined ? [] : [rule.subject]), ...asked])) {
      admitted.set(subject, await this.subjects.load(subject, String(request.params[subject.parameter]), admitted));
    }
    noteCall((admitted.find(CALL) ?? admitted.find(RECORDING) ?? admitted.find(INVITATION)?.call)?.id);
    return admitted;
  }

  async #callerOf(by: Rule['by'], request: Request): Promise<Caller> {
    if (by === 'nothing') return { kind: 'nobody' };
    if (by === 'metrics-token') {
      if (!this.metrics.fits(request.headers.authorization)) throw unauthenticated();
      return { kind: 'nobody' };
    }
    const fits = by === 'session-or-key' ? this.key.fits(request.headers.authorization) : undefined;
    if (fits === false) throw unauthenticated();
    if (fits === true) return { kind: 'platform' };
    const account = await this.auth.accountOf((request.cookies as Cookies)[SESSION_COOKIE]);
    if (account === null) throw unauthenticated();
    return { kind: 'account', account };
  }
}
