import type { WebSocket } from 'ws';
import { Logger } from '@nestjs/common';
import { oneLine } from '../../logging/describe.ts';
import { ANALYZER_CLOSED } from '#contracts/analyzer-hello';
import { fromAnalyzer, type FromAnalyzer, type ToAnalyzer } from '#contracts/analyzer-link';
import { SafeEmitter } from '../../events/safe-emitter.ts';
import type { AnalyzerLink, AnalyzerLinkEvents, AnalyzerStart } from './analyzer-link.ts';
import { Conversation } from '../../processes/conversation.ts';

const logger = new Logger('Analysis');

/** A peer that has so much unread is not read to any more; it comes back by itself. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
/** An analyzer of this release sends none. */
const MOST_MISFITS = 20;

/** An analyzer on another host, from the moment it has proved who it is until its connection ends. */
export class SocketLink extends SafeEmitter<AnalyzerLinkEvents> implements AnalyzerLink {
  readonly name: string;
  readonly local = false;
  readonly pid = null;
  /** Encrypted: the host is reached over a network. */
  readonly tap = 'webrtc';
  readonly #socket: WebSocket;
  readonly #conversation: Conversation<FromAnalyzer>;
  #misfits = 0;
  #closed = false;

  /** @param name the host's, as it says, and its address */
  constructor(socket: WebSocket, name: string) {
    super();
    this.name = name;
    this.#socket = socket;
    this.#conversation = new Conversation<FromAnalyzer>({
      schema: fromAnalyzer,
      send: (message) => this.send(message),
      hear: (message) => this.#hear(message),
      hangs: (silentMs) => {
        logger.warn(`The analyzer ${name} has said nothing for ${Math.round(silentMs)} ms; its connection is closed.`);
        this.#end();
      },
      misfit: () => {
        if (++this.#misfits >= MOST_MISFITS) this.#refuse('Its messages do not fit. Run the analyzer of the same release.');
      },
    });
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.once('close', () => this.#end());
    socket.on('error', (error) => logger.warn(`The connection of the analyzer ${name} failed. ${oneLine(error)}`));
  }

  get silentMs(): number {
    return this.#conversation.silentMs;
  }

  get roundTripMs(): number | null {
    return this.#conversation.roundTripMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Paths, device and threads are the other host's own business. */
  start({ settings, routerRtpCapabilities }: AnalyzerStart): void {
    const { profile, samplesPerSecond, everyNth, windowMs, hysteresis } = settings;
    this.send({
      type: 'start',
      settings: { profile, samplesPerSecond, everyNth, windowMs, hysteresis, tap: this.tap },
      routerRtpCapabilities,
    });
    this.safeEmit('started');
  }

  send(message: ToAnalyzer): void {
    if (this.#closed || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_UNSENT_BYTES) {
      logger.warn(`The analyzer ${this.name} reads nothing of what it is sent; its connection is closed.`);
      return this.#end();
    }
    this.#socket.send(JSON.stringify(message));
  }

  dismiss(reason: string): void {
    logger.error(`The analyzer ${this.name} was sent away: ${reason}`);
    this.safeEmit('failed', reason);
    this.#socket.close(ANALYZER_CLOSED.otherModel, reasonOf(reason));
    this.#end();
  }

  close(): void {
    this.#socket.close(1001, 'The server stops.');
    this.#end();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#closed) return;
    let message: unknown;
    try {
      if (isBinary) throw new SyntaxError('binary');
      message = JSON.parse(data.toString('utf8'));
    } catch {
      return this.#refuse('Its messages are no JSON. Run the analyzer of the same release.');
    }
    this.#conversation.receive(message);
  }

  #hear(message: Exclude<FromAnalyzer, { type: 'pong' }>): void {
    if (this.#closed) return;
    if (message.type === 'ready') return this.safeEmit('ready', message);
    if (message.type !== 'failed') return this.safeEmit('message', message);
    logger.error(`The analyzer ${this.name} cannot work: ${message.message}`);
    this.safeEmit('failed', message.message);
  }

  #refuse(reason: string): void {
    logger.error(`The connection of the analyzer ${this.name} is closed. ${reason}`);
    this.#socket.close(ANALYZER_CLOSED.malformed, reasonOf(reason));
    this.#end();
  }

  /** A peer that hangs answers no close, so none is waited for. */
  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conversation.close();
    setTimeout(() => this.#socket.terminate(), 500).unref();
    this.safeEmit('gone');
  }
}

/** A close frame has room for 123 bytes. */
const reasonOf = (text: string) => Buffer.from(text.slice(0, 120)).subarray(0, 123);
