import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { ZodError } from 'zod';
import { ANALYZER_PATH, ANALYZER_PROTOCOL } from '#contracts/analyzer-hello';
import type { FromAnalyzer } from '#contracts/analyzer-link';
import { type LinkEvents, parsed, type ServerLink } from '../link.ts';
import { Handshake } from './handshake.ts';
import type { RemoteOptions } from './options.ts';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 10_000];
/** The server pings twice a second: one that has said nothing for so long is out of reach. */
const SILENT_MS = 5_000;
const MOST_UNSENT_BYTES = 1024 * 1024;
const LARGEST_MESSAGE = 4 * 1024 * 1024;

/** The connection to a server on another host, made anew whenever it ends. */
export class SocketLink implements ServerLink {
  readonly #options: RemoteOptions;
  readonly #address: string;
  /** Once both sides have proved who they are. */
  #socket: WebSocket | null = null;
  #waitMs = FIRST_WAIT_MS;
  /** What was said last, so that the same is not said at every try. */
  #said = '';

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#address = `${options.server.href.replace(/\/$/, '')}${ANALYZER_PATH}`;
  }

  listen(events: LinkEvents): void {
    const socket = new WebSocket(this.#address, ANALYZER_PROTOCOL, {
      perMessageDeflate: false,
      maxPayload: LARGEST_MESSAGE,
      handshakeTimeout: 10_000,
    });
    const handshake = new Handshake(this.#options);
    let heardAt = performance.now();
    const silence = setInterval(() => performance.now() - heardAt > SILENT_MS && socket.terminate(), 1_000);
    socket.on('message', (data) => {
      heardAt = performance.now();
      try {
        const message: unknown = JSON.parse((data as Buffer).toString('utf8'));
        if (socket === this.#socket) this.#hear(message, events);
        else this.#greet(socket, handshake.answer(message));
      } catch (error) {
        const isStranger = error instanceof SyntaxError || error instanceof ZodError;
        this.#say(isStranger ? 'This is no Attune server of this release.' : (error as Error).message);
        socket.terminate();
      }
    });
    socket.once('unexpected-response', (_request, response) => {
      void refusalOf(response).then((why) => {
        this.#say(why);
        socket.terminate();
      });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Also told after a refusal, which has said more.
      if (error.code !== undefined) this.#say(`The server cannot be reached (${error.code}). It is tried again.`);
    });
    socket.once('close', (_code, reason) => {
      clearInterval(silence);
      if (reason.length > 0) this.#say(reason.toString('utf8'));
      if (this.#socket === socket) {
        this.#socket = null;
        this.#say('The connection has ended. It is made anew.');
        events.lost();
      }
      this.#again(events);
    });
  }

  send(message: FromAnalyzer): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    // A sample that could not be sent for so long helps nobody any more.
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) return socket.terminate();
    socket.send(JSON.stringify(message));
  }

  async deliver(message: FromAnalyzer): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    await new Promise<void>((resolve) => void socket.send(JSON.stringify(message), () => resolve()));
  }

  /** Says good-bye, so that the server gives what is here to others at once. */
  async leave(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.close(1001, 'The analyzer stops.');
    await Promise.race([closed, new Promise<void>((resolve) => void setTimeout(resolve, 1_000))]);
  }

  #greet(socket: WebSocket, answer: object | null): void {
    if (answer !== null) return socket.send(JSON.stringify(answer));
    this.#socket = socket;
    this.#waitMs = FIRST_WAIT_MS;
    this.#say('Connected.');
  }

  #hear(content: unknown, { message }: LinkEvents): void {
    const known = parsed(content);
    if (known !== null) message(known);
  }

  #again(events: LinkEvents): void {
    // Many analyzers of a server that was restarted do not come at the same moment.
    setTimeout(() => this.listen(events), this.#waitMs * (0.75 + Math.random() / 2));
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  #say(what: string): void {
    if (what !== this.#said) console.error(`${this.#options.server.host}: ${what}`);
    this.#said = what;
  }
}

/** The server's own sentence, where it gives one. */
async function refusalOf(response: IncomingMessage): Promise<string> {
  const body = (await text(response)).slice(0, 1_000);
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // A proxy's page.
  }
  return `The server answered ${response.statusCode}. Is it an Attune server with ATTUNE_ANALYZER_TOKEN set?`;
}
