import { AsyncLocalStorage } from 'node:async_hooks';

/** What a log line says of where it was written: ids, and nothing else. */
export interface LogContext {
  /** Of the HTTP request, or of the request of a socket; answered in the header `X-Request-Id` of the one. */
  requestId?: string;
  callId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work`, whose log lines carry these ids besides those of what surrounds it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

/** The call that the request at hand is about turned out to be this one. */
export function noteCall(callId: string | undefined): void {
  const context = storage.getStore();
  if (context !== undefined && callId !== undefined) context.callId = callId;
}

export const logContext = (): LogContext => storage.getStore() ?? {};
