import { events, type Events } from '#contracts/socket-events';

type LiveEvent = 'emotionSamples' | 'samplesErased' | 'analysis' | 'marker' | 'activeSpeaker' | 'connect';

/** What is needed of the call's socket. */
export interface LiveSocket {
  on(event: LiveEvent, listener: (payload: unknown) => void): unknown;
  off(event: LiveEvent, listener: (payload: unknown) => void): unknown;
  readonly connected: boolean;
}

/** A listener that drops what the contract does not know, with a line in the console. */
export function parsed<N extends Exclude<LiveEvent, 'connect'>>(name: N, handle: (event: Events[N]) => void) {
  const listener = (payload: unknown) => {
    const event = events[name].safeParse(payload);
    if (event.success) handle(event.data as Events[N]);
    else console.error(`Dropped a malformed "${name}":`, event.error.message);
  };
  return [name, listener] as const;
}
