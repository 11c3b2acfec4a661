import { Device, type types } from 'mediasoup-client';
import type { ServerMessage } from './link.ts';

type TransportOptions = Extract<ServerMessage, { type: 'openCall' }>['transport'];
type TapOptions = Extract<ServerMessage, { type: 'openTap' }>;

/** Loads a WebRTC device that can receive from the server's routers. Needs the WebRTC globals. */
export async function createDevice(routerRtpCapabilities: unknown): Promise<Device> {
  // Named, because there is no browser whose name could be read.
  const device = new Device({ handlerName: 'Chrome111' });
  await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
  return device;
}

/** The analyzer's side of one call: a peer that only receives, over one transport. */
export class CallPeer {
  readonly #transport: types.Transport;
  #connected: (() => void) | null = null;
  #zero: number;

  /** `connect` is called once, when the transport knows its DTLS parameters; `connected` answers it. */
  constructor(device: Device, options: TransportOptions, nowMs: number, connect: (dtlsParameters: types.DtlsParameters) => void) {
    this.#zero = performance.now() - nowMs;
    this.#transport = device.createRecvTransport(options);
    this.#transport.on('connect', ({ dtlsParameters }, callback) => {
      this.#connected = callback;
      connect(dtlsParameters);
    });
  }

  /** The call's clock. */
  nowMs(): number {
    return Math.max(0, performance.now() - this.#zero);
  }

  /** Of two messages with the clock's time, the one that was less delayed puts its zero earlier. */
  connected(nowMs: number): void {
    this.#zero = Math.min(this.#zero, performance.now() - nowMs);
    this.#connected?.();
    this.#connected = null;
  }

  async receive({ tapId, producerId, rtpParameters }: TapOptions): Promise<types.Consumer> {
    return this.#transport.consume({ id: tapId, producerId, kind: 'video', rtpParameters: rtpParameters });
  }

  close(): void {
    this.#transport.close();
  }
}
