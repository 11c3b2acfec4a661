import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TapConnection } from '#contracts/analyzer-link';
import { isRtcp } from '../../../apps/analyzer/src/rtp/rtp-packet.ts';
import type { TapTransport } from '../../../apps/server/src/media/tap-transport.ts';

const LOOPBACK = '127.0.0.1';
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;

/** What the relay does with what passes. */
export interface Weather {
  /** Whether an RTP packet to the analyzer is lost. */
  loses: () => boolean;
  /** Whether requests for packets are lost on their way back. */
  losesRequests?: boolean;
}

/** A bad network between the SFU and the analyzer, where in reality there is loopback. */
export class LossyRelay {
  weather: Weather = { loses: () => false };
  passed = 0;
  lost = 0;
  packetsAsked = 0;
  keyFramesAsked = 0;
  readonly #toAnalyzer: Socket;
  readonly #toSfu: Socket;
  #analyzerPort = 0;

  private constructor(toAnalyzer: Socket, toSfu: Socket, sfuPort: number) {
    this.#toAnalyzer = toAnalyzer;
    this.#toSfu = toSfu;
    toSfu.on('message', (packet) => {
      if (!isRtcp(packet) && this.weather.loses()) return void this.lost++;
      this.passed++;
      toAnalyzer.send(packet, this.#analyzerPort, LOOPBACK);
    });
    toAnalyzer.on('message', (packet) => {
      if (packet[1] === PAYLOAD_FEEDBACK) this.keyFramesAsked++;
      if (packet[1] === TRANSPORT_FEEDBACK) this.packetsAsked++;
      if (packet[1] === TRANSPORT_FEEDBACK && this.weather.losesRequests === true) return;
      toSfu.send(packet, sfuPort, LOOPBACK);
    });
  }

  /** Answers the relay, and the transport as it looks from beyond it. */
  static async before(transport: TapTransport): Promise<{ relay: LossyRelay; transport: TapTransport }> {
    const { options } = transport;
    if (options.kind !== 'rtp') throw new Error('Only plain RTP can be relayed.');
    const relay = new LossyRelay(await open(), await open(), options.port);
    const connect = (connection: TapConnection) => {
      if (connection.kind !== 'rtp') throw new Error('Only plain RTP can be relayed.');
      relay.#analyzerPort = connection.port;
      return transport.connect({ kind: 'rtp', port: relay.#toSfu.address().port });
    };
    return {
      relay,
      transport: {
        options: { ...options, ip: LOOPBACK, port: relay.#toAnalyzer.address().port },
        get closed() {
          return transport.closed;
        },
        get broken() {
          return transport.broken;
        },
        consume: (consumer) => transport.consume(consumer),
        connect,
        close: () => transport.close(),
      },
    };
  }

  close(): void {
    this.#toAnalyzer.close();
    this.#toSfu.close();
  }
}

async function open(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, LOOPBACK);
  await once(socket, 'listening');
  return socket;
}
