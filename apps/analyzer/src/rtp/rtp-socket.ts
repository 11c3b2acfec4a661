import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TapTransportOptions } from '#contracts/analyzer-link';
import { isRtcp, parseRtp, type RtpPacket } from './rtp-packet.ts';

/** A burst of key frames waits here while this thread is busy; Linux gives less where `net.core.rmem_max` says so. */
const RECEIVE_BUFFER = 1_048_576;

/** The UDP socket of one call, connected to its transport: all taps of the call come by it, and differ by SSRC. */
export class RtpSocket {
  onPacket: ((packet: RtpPacket) => void) | null = null;
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (datagram) => {
      const packet = isRtcp(datagram) ? null : parseRtp(datagram);
      if (packet !== null) this.onPacket?.(packet);
    });
    // The server closes its end first, and says so over the link.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') console.error('The socket of a call:', error.message);
    });
  }

  /** Throws an Error for a transport of another kind. */
  static async open(transport: TapTransportOptions): Promise<RtpSocket> {
    if (transport.kind !== 'rtp') throw new Error(`The server opened a transport for ${transport.kind} instead of RTP.`);
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    socket.bind(0, transport.ip);
    await once(socket, 'listening');
    // Connected, so that nobody else on this machine can send to it.
    socket.connect(transport.port, transport.ip);
    await once(socket, 'connect');
    return new RtpSocket(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(rtcp: Buffer): void {
    if (!this.#closed) this.#socket.send(rtcp, () => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onPacket = null;
    this.#socket.close();
  }
}
