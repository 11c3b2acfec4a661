import type { Page } from 'playwright-core';
import type { Events } from '#contracts/socket-events';

export interface Received {
  name: string;
  data: unknown;
  at: number;
}

/** Everything that a page's sockets bring it, recorded from the moment this is made. */
export class Traffic {
  /** Frames as they came, text or bytes. */
  readonly frames: { payload: string | Buffer; at: number }[] = [];
  readonly #events: Received[] = [];
  /** Bodies that the page's own requests to the API were answered with. */
  readonly answers: string[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        const at = Date.now();
        this.frames.push({ payload, at });
        const event = typeof payload === 'string' ? eventOf(payload) : null;
        if (event !== null) this.#events.push({ ...event, at });
      });
    });
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.startsWith('/api/')) return;
      response.text().then(
        (text) => this.answers.push(text),
        () => undefined,
      );
    });
  }

  get events(): readonly Received[] {
    return this.#events;
  }

  /** Events of that name, in order, with the time of their arrival in milliseconds since 1970. */
  of<N extends keyof Events>(name: N): { data: Events[N]; at: number }[] {
    return this.#events.filter((event) => event.name === name).map(({ data, at }) => ({ data: data as Events[N], at }));
  }

  /** Samples about anybody, in order. */
  samples(): { participantId: string; sample: Events['emotionSamples']['samples'][number]; at: number }[] {
    return this.of('emotionSamples').flatMap(({ data, at }) =>
      data.samples.map((sample) => ({ participantId: data.participantId, sample, at })),
    );
  }

  /** The call as it was last told. */
  get call(): Events['callState'] {
    const last = this.of('callState').at(-1);
    if (last === undefined) throw new Error('The page has not heard of the call yet.');
    return last.data;
  }
}

/** The event in a text frame of socket.io, `42/call,["name",data]`; null for anything else. */
function eventOf(frame: string): { name: string; data: unknown } | null {
  const match = /^42(?:\/[^,]*,)?\d*(\[.*)$/s.exec(frame);
  if (match === null) return null;
  const [name, data] = JSON.parse(match[1]!) as [string, unknown];
  return { name, data };
}
