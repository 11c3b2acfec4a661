import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuditedChange } from '#contracts/audit';
import { AuditService } from '../audit/audit.service.ts';
import { auditNoteOf } from '../audit/audit-note.ts';
import { type AccessName, ruleOf } from './access.decorator.ts';
import { admittedOf, setAdmitted } from './admitted.ts';
import { Gate } from './gate.ts';
import { RECORDING } from './subjects.ts';

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

/** What no controller answers, declared as controllers declare their routes. */
export interface ExpressRoute {
  methods: readonly Method[];
  /** As Express writes it, with `/api` where it belongs to the API. */
  path: string;
  access: AccessName;
  /** Recorded once an answer has been sent that is no refusal. */
  audit: AuditedChange | 'none';
}

/**
 * The only way to a handler of Express that is no controller's: uploads, documentation, the web app, readers of bodies. The server does
 * not start with a handler that was mounted past it (`assert-declared.ts`).
 */
@Injectable()
export class ExpressHandlers {
  readonly routes: ExpressRoute[] = [];
  readonly #known = new Set<unknown>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly gate: Gate,
    private readonly audit: AuditService,
  ) {
    // What Nest mounts for itself before anything of ours exists.
    for (const { handle } of this.#express.router.stack) this.#known.add(handle);
  }

  /** For what answers nothing by itself: headers, cookies, bodies. */
  pass(handler: RequestHandler, at?: string): void {
    this.#known.add(handler);
    if (at === undefined) this.#express.use(handler);
    else this.#express.use(at, handler);
  }

  /** For what answers anyone, and only what is meant for anyone: the web app's files. */
  site(path: string, handler: RequestHandler): void {
    this.routes.push({ methods: ['get', 'head'], path, access: 'public', audit: 'none' });
    this.pass(handler);
  }

  /** Answers these requests once the gate has let them in. */
  answer(route: ExpressRoute, handler: RequestHandler): void {
    this.routes.push(route);
    this.#mount(route, (request, response, next) => {
      if (route.audit !== 'none') this.#recordOnceSent(route.audit, request, response);
      return handler(request, response, next);
    });
  }

  /** Reads a body of a controller's route that only those may send who may call the route. */
  before(route: Omit<ExpressRoute, 'audit'>, handler: RequestHandler): void {
    this.#mount(route, handler);
  }

  knows(handler: unknown): boolean {
    return this.#known.has(handler);
  }

  get #express(): Express {
    return this.host.httpAdapter.getInstance<Express>();
  }

  #mount({ methods, path, access }: Omit<ExpressRoute, 'audit'>, handler: (...given: Parameters<RequestHandler>) => unknown): void {
    const admitting = (request: Request, response: Response, next: NextFunction): void => {
      this.gate
        .admit(access, request, [])
        .then((admitted) => {
          setAdmitted(request, admitted);
          return handler(request, response, next);
        })
        .catch(next);
    };
    this.#known.add(admitting);
    for (const method of methods) this.#express[method](path, admitting);
  }

  #recordOnceSent(action: AuditedChange, request: Request, response: Response): void {
    response.once('finish', () => {
      const [admitted, note] = [admittedOf(request), auditNoteOf(request)];
      if (response.statusCode >= 400 || note.skipped) return;
      void this.audit.record({
        actor: admitted.actor ?? { kind: 'nobody', id: null },
        action,
        callId: note.callId ?? admitted.find(RECORDING)?.id,
        detail: note.detail,
      });
    });
  }
}

/** Subjects that such a route's path must name. */
export const subjectOf = ({ access }: Pick<ExpressRoute, 'access'>) => ruleOf(access).subject;
