// eslint-disable-next-line no-restricted-imports -- The one emitter that all others are.
import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { describe } from '../logging/describe.ts';

const logger = new Logger('Events');

/** An event's name to its arguments. */
type EventMap<Events> = Record<keyof Events, unknown[]>;

/**
 * A typed emitter whose listeners cannot crash what they listen to, nor keep other listeners from hearing: a listener that throws, or whose promise
 * is rejected, is logged.
 */
export class SafeEmitter<Events extends EventMap<Events>> extends EventEmitter<Events> {
  /** Tells every listener in order, at once. */
  safeEmit<Name extends keyof Events & string>(name: Name, ...args: Events[Name]): void {
    for (const listener of (this as EventEmitter).rawListeners(name)) {
      try {
        const returned: unknown = Reflect.apply(listener, this, args);
        if (returned instanceof Promise) returned.catch((error: unknown) => report(name, error));
      } catch (error) {
        report(name, error);
      }
    }
  }
}

const report = (name: string, error: unknown) => logger.error(`A listener of "${name}" failed. ${describe(error)}`);
