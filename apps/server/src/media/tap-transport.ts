import type { types as mediasoup } from 'mediasoup';
import type { TapConnection, TapTransportOptions } from '#contracts/analyzer-link';

const LOOPBACK = '127.0.0.1';
/** Linux' ephemeral ports: away from those that workers listen on for clients, which a restarted worker needs again. */
const PLAIN_PORTS = { min: 32_768, max: 60_999 };

/** Where the analyzer receives the cameras of one call. */
export interface TapTransport {
  /** What the analyzer has to know of it. */
  readonly options: TapTransportOptions;
  readonly closed: boolean;
  /** Whether nothing can come through, although it stands. */
  readonly broken: boolean;
  consume(options: mediasoup.ConsumerOptions): Promise<mediasoup.Consumer>;
  /** Answers false where it was connected before. Throws an Error for a connection of the other kind. */
  connect(connection: TapConnection): Promise<boolean>;
  /** At once: nothing is sent after it. */
  close(): void;
}

/** Encrypted, with a bandwidth estimate: for an analyzer anywhere. */
export class WebRtcTapTransport implements TapTransport {
  readonly #transport: mediasoup.WebRtcTransport;

  constructor(transport: mediasoup.WebRtcTransport) {
    this.#transport = transport;
  }

  get options(): TapTransportOptions {
    const { id, iceParameters, iceCandidates, dtlsParameters } = this.#transport;
    return { kind: 'webrtc', id, iceParameters, iceCandidates, dtlsParameters };
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  get broken(): boolean {
    return this.#transport.dtlsState !== 'connected' || this.#transport.iceState === 'disconnected';
  }

  consume(options: mediasoup.ConsumerOptions): Promise<mediasoup.Consumer> {
    return this.#transport.consume(options);
  }

  async connect(connection: TapConnection): Promise<boolean> {
    if (connection.kind !== 'webrtc') throw new Error('The analyzer connects by plain RTP to a WebRTC transport.');
    if (this.#transport.dtlsState !== 'new') return false;
    await this.#transport.connect({ dtlsParameters: connection.dtlsParameters });
    return true;
  }

  close(): void {
    this.#transport.close();
  }
}

/** Plain RTP over loopback, not encrypted: for an analyzer on this machine. */
export class RtpTapTransport implements TapTransport {
  readonly #transport: mediasoup.PlainTransport;
  #connected = false;

  private constructor(transport: mediasoup.PlainTransport) {
    this.#transport = transport;
  }

  static async open(router: mediasoup.Router): Promise<RtpTapTransport> {
    return new RtpTapTransport(
      await router.createPlainTransport({
        listenInfo: { protocol: 'udp', ip: LOOPBACK, portRange: PLAIN_PORTS },
        rtcpMux: true,
        comedia: false,
      }),
    );
  }

  get options(): TapTransportOptions {
    return { kind: 'rtp', id: this.#transport.id, ip: LOOPBACK, port: this.#transport.tuple.localPort };
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  get broken(): boolean {
    return !this.#connected;
  }

  consume(options: mediasoup.ConsumerOptions): Promise<mediasoup.Consumer> {
    return this.#transport.consume(options);
  }

  async connect(connection: TapConnection): Promise<boolean> {
    if (connection.kind !== 'rtp') throw new Error('The analyzer connects by WebRTC to a plain RTP transport.');
    if (this.#connected) return false;
    this.#connected = true;
    await this.#transport.connect({ ip: LOOPBACK, port: connection.port });
    return true;
  }

  close(): void {
    this.#transport.close();
  }
}
