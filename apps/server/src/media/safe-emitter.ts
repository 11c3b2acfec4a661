import { EventEmitter } from 'node:events';

/** An event's name to its one argument. */
export type EventArguments<Events> = { [Name in keyof Events]: [Events[Name]] };

/** A typed emitter whose listeners cannot crash what they listen to. */
export class SafeEmitter<Events extends object> extends EventEmitter<EventArguments<Events>> {
  protected announce<Name extends keyof Events & string>(name: Name, event: Events[Name]): void {
    try {
      (this as EventEmitter).emit(name, event);
    } catch (error) {
      console.error(`A listener of "${name}" failed:`, error);
    }
  }
}
