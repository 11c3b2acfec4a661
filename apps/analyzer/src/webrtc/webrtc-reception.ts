import { Device, type types } from 'mediasoup-client';
import { clientParameters } from '#contracts/client-rtp';
import type { TapConnection, TapTransportOptions } from '#contracts/analyzer-link';
import type { CallPeer, Reception, TapOptions } from '../call-peer.ts';
import { type FrameTap, tappedPicture, type TappedPicture } from '../frame-tap.ts';
import { PlaneMemory } from '../plane-memory.ts';
import { createVideoSink, installWebRtcGlobals, type WrtcFrame, type WrtcVideoSink } from './wrtc.ts';

/** Loads a WebRTC device that can receive from the server's routers. Needs the WebRTC globals. */
export async function createDevice(routerRtpCapabilities: unknown): Promise<Device> {
  // Named, because there is no browser whose name could be read.
  const device = new Device({ handlerName: 'Chrome111' });
  await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
  return device;
}

/** Reception as a browser does it: encrypted, with libwebrtc's jitter buffer and decoders. For an analyzer anywhere. */
export class WebRtcReception implements Reception {
  readonly #device: Device;

  private constructor(device: Device) {
    this.#device = device;
  }

  static async open(routerRtpCapabilities: unknown): Promise<WebRtcReception> {
    installWebRtcGlobals();
    return new WebRtcReception(await createDevice(routerRtpCapabilities));
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#device.recvRtpCapabilities;
  }

  async join(transport: TapTransportOptions, connect: (connection: TapConnection) => void): Promise<CallPeer> {
    if (transport.kind !== 'webrtc') throw new Error(`The server opened a transport for ${transport.kind} instead of WebRTC.`);
    return new WebRtcPeer(this.#device.createRecvTransport(transport), connect);
  }
}

class WebRtcPeer implements CallPeer {
  readonly #transport: types.Transport;
  #connected: (() => void) | null = null;

  constructor(transport: types.Transport, connect: (connection: TapConnection) => void) {
    this.#transport = transport;
    transport.on('connect', ({ dtlsParameters }, callback) => {
      this.#connected = callback;
      connect({ kind: 'webrtc', dtlsParameters });
    });
  }

  connected(): void {
    this.#connected?.();
    this.#connected = null;
  }

  async receive({ tapId, producerId, rtpParameters }: TapOptions): Promise<FrameTap> {
    return new SinkTap(
      await this.#transport.consume({ id: tapId, producerId, kind: 'video', rtpParameters: clientParameters(rtpParameters) }),
    );
  }

  close(): void {
    this.#transport.close();
  }
}

/** The decoded pictures of a WebRTC track. */
class SinkTap implements FrameTap {
  onPicture: ((picture: TappedPicture) => void) | null = null;
  readonly #consumer: types.Consumer;
  readonly #sink: WrtcVideoSink;

  constructor(consumer: types.Consumer) {
    this.#consumer = consumer;
    this.#sink = createVideoSink(consumer.track);
    const memory = new PlaneMemory();
    this.#sink.onframe = ({ frame }) => this.onPicture?.(pictureOf(frame, memory));
  }

  close(): void {
    this.#sink.onframe = null;
    this.#sink.stop();
    this.#consumer.close();
  }
}

function pictureOf({ data, width, height, rotation = 0 }: WrtcFrame, memory: PlaneMemory): TappedPicture {
  return tappedPicture(width, height, rotation, memory, () => {
    const luma = memory.take(width * height);
    luma.set(data.subarray(0, luma.length));
    return { data: luma, width, height, stride: width };
  });
}
