import type { Request } from 'express';
import type { Account } from '#contracts/rest';
import type { Actor } from '../audit/audit.service.ts';
import type { Subject } from './subject.ts';

/** Who calls, as far as the route asks. */
export type Caller = { kind: 'nobody' } | { kind: 'platform' } | { kind: 'account'; account: Account };

/** A request that has passed the gate: who calls, and what they may reach of what the path names. */
export class Admitted {
  readonly #subjects = new Map<Subject<unknown>, unknown>();

  constructor(
    readonly caller: Caller,
    readonly address: string,
  ) {}

  get account(): Account | undefined {
    return this.caller.kind === 'account' ? this.caller.account : undefined;
  }

  /** For the audit log; null where nobody has proved who they are. */
  get actor(): Actor | null {
    switch (this.caller.kind) {
      case 'account':
        return { kind: 'account', id: this.caller.account.id };
      case 'platform':
        return { kind: 'platform', id: null };
      case 'nobody':
        return null;
    }
  }

  set(subject: Subject<unknown>, found: unknown): void {
    this.#subjects.set(subject, found);
  }

  find<T>(subject: Subject<T>): T | undefined {
    return this.#subjects.get(subject) as T | undefined;
  }

  /** Throws if the path does not name it: the server would not have started with such a route. */
  get<T>(subject: Subject<T>): T {
    const found = this.find(subject);
    if (found === undefined) throw new Error(`The ${subject.name} of this request has not been looked for.`);
    return found;
  }
}

interface AdmittedRequest extends Request {
  admitted?: Admitted;
}

export function setAdmitted(request: Request, admitted: Admitted): void {
  (request as AdmittedRequest).admitted = admitted;
}

/** Throws if the request has not passed the gate. */
export function admittedOf(request: Request): Admitted {
  const { admitted } = request as AdmittedRequest;
  if (admitted === undefined) throw new Error('This request has not passed the gate.');
  return admitted;
}
