import type { AuditAction, Audited } from '#contracts/audit';

interface Options {
  /** Entries for requests that fail, by the error's code. */
  failed?: Record<string, AuditAction>;
}

export interface AuditDeclaration extends Options {
  action: Audited;
}

const AUDIT = 'attune:audit';

/** Says what a route leaves in the audit log. Every route says it once, `none` included: without it the server does not start. */
export const Audit =
  (action: Audited, options: Options = {}): MethodDecorator =>
  (target, name, descriptor) => {
    const handler = descriptor.value as object;
    if (Reflect.hasOwnMetadata(AUDIT, handler))
      throw new Error(`${target.constructor.name}.${String(name)} says twice what it leaves in the audit log.`);
    Reflect.defineMetadata(AUDIT, { action, ...options } satisfies AuditDeclaration, handler);
  };

export const auditOf = (handler: object): AuditDeclaration | undefined =>
  Reflect.getMetadata(AUDIT, handler) as AuditDeclaration | undefined;
