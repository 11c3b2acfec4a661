import { Device, type types } from 'mediasoup-client';
import { clientCapabilities } from '#contracts/client-rtp';
import { type CallState } from '#contracts/call';
import { type Events } from '#contracts/socket-events';
import { ApiError } from '../api/api-error.ts';
import { type LocalMedia } from '../devices/local-media.ts';
import { Receiver, type RemoteTracks } from './receiver.ts';
import { Sender } from './sender.ts';
import { ask, type CallSocket } from './signalling.ts';
import { watchTransport } from './transport-watch.ts';

export interface MediaSessionOptions {
  socket: CallSocket;
  welcome: Events['welcome'];
  media: LocalMedia;
  onTracks: (tracks: Record<string, RemoteTracks>) => void;
  /** Whether media flows in both directions, as far as ICE and DTLS know. */
  onFlow: (flowing: boolean) => void;
  /** It cannot go on: a new session is due. */
  onBroken: () => void;
}

async function makeDevice(): Promise<Device> {
  try {
    return await Device.factory();
  } catch {
    throw new ApiError(0, 'browser-unsupported', 'This browser cannot take part in calls. Use a current Chrome, Edge, Firefox or Safari.');
  }
}

/** The media of one connection to the call: two transports, what is sent and what is received. Lives until `close`. */
export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #transports: types.Transport[] = [];
  readonly #states = new Map<string, types.ConnectionState>();
  #sender: Sender | null = null;
  #receiver: Receiver | null = null;
  #closed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
  }

  /** @throws {ApiError} if the server refuses, or the browser cannot do WebRTC (`browser-unsupported`). */
  async open(): Promise<void> {
    const { socket, welcome, media, onTracks } = this.#options;
    const device = await makeDevice();
    await device.load({ routerRtpCapabilities: clientCapabilities(welcome.routerRtpCapabilities) });
    const receive = await this.#createTransport(device, 'receive');
    const send = await this.#createTransport(device, 'send');
    if (this.#closed) {
      this.close();
      return;
    }
    this.#receiver = new Receiver(socket, receive, device.recvRtpCapabilities, onTracks);
    this.#sender = new Sender(socket, send, media, () => {
      this.#onBroken();
    });
  }

  follow(call: CallState, selfId: string): void {
    this.#receiver?.follow(call, selfId);
  }

  /** Whether it can go on over a new connection to the server, which still has these transports. */
  canResume(transportIds: readonly string[]): boolean {
    const isBuilt = this.#sender !== null && !this.#closed;
    return isBuilt && this.#transports.every(({ id }) => transportIds.includes(id) && !isBroken(this.#states.get(id)));
  }

  /**
   * The socket is back, and the server has let this participant in again. What took the socket may have taken the path of the media as well, without
   * the browser having noticed yet: ICE is restarted, which interrupts nothing where the path still holds.
   */
  resume(): void {
    this.#sender?.resume();
    for (const transport of this.#transports)
      this.#restart(transport).catch(() => {
        // Without a socket its return tries again.
        if (this.#options.socket.connected) this.#onBroken();
      });
  }

  close(): void {
    this.#closed = true;
    this.#sender?.close();
    this.#receiver?.close();
    for (const transport of this.#transports) transport.close();
  }

  async #createTransport(device: Device, direction: 'send' | 'receive'): Promise<types.Transport> {
    const { socket } = this.#options;
    const options = (await ask(socket, 'createTransport', { direction })) as types.TransportOptions;
    const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
    this.#transports.push(transport);
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      ask(socket, 'connectTransport', { transportId: transport.id, dtlsParameters: dtlsParameters }).then(() => {
        done();
      }, fail);
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const source = appData['source'] as 'camera' | 'microphone' | 'screen';
      ask(socket, 'produce', { transportId: transport.id, kind, source, rtpParameters: rtpParameters }).then(({ producerId }) => {
        done({ id: producerId });
      }, fail);
    });
    watchTransport(transport, {
      restart: () => this.#restart(transport),
      onBroken: () => {
        this.#onBroken();
      },
      onState: (state) => {
        this.#onState(transport.id, state);
      },
    });
    return transport;
  }

  async #restart(transport: types.Transport): Promise<void> {
    const { iceParameters, iceServers } = await ask(this.#options.socket, 'restartIce', { transportId: transport.id });
    // The credentials that it began with may have run out.
    await transport.updateIceServers({ iceServers });
    await transport.restartIce({ iceParameters });
  }

  #onBroken(): void {
    if (!this.#closed) this.#options.onBroken();
  }

  #onState(transportId: string, state: types.ConnectionState): void {
    if (this.#closed) return;
    this.#states.set(transportId, state);
    this.#options.onFlow(![...this.#states.values()].some(isBroken));
  }
}

const isBroken = (state: types.ConnectionState | undefined) => state === 'disconnected' || state === 'failed';
