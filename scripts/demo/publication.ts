import { Device, type types } from 'mediasoup-client';
import { clientCapabilities } from '#contracts/client-rtp';
import type { MediaSource } from '#contracts/call';
import type { Events } from '#contracts/socket-events';
import { ask, type CallSocket } from './call-socket.ts';
import type { MediaTrack } from './wrtc.ts';

const LAYERS = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
];

/** Camera and microphone on their way into the call, over one transport; what is published outlives no socket. */
export class Publication {
  readonly #transport: types.Transport;

  private constructor(transport: types.Transport) {
    this.#transport = transport;
  }

  static async open(socket: CallSocket, welcome: Events['welcome'], camera: MediaTrack, microphone: MediaTrack): Promise<Publication> {
    // Named, because there is no browser whose name could be read.
    const device = new Device({ handlerName: 'Chrome111' });
    await device.load({ routerRtpCapabilities: clientCapabilities(welcome.routerRtpCapabilities) });
    const options = await ask(socket, 'createTransport', { direction: 'send' });
    const transport = device.createSendTransport(options);
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      ask(socket, 'connectTransport', { transportId: transport.id, dtlsParameters }).then(() => done(), fail);
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const source = appData['source'] as MediaSource;
      ask(socket, 'produce', { transportId: transport.id, kind, source, rtpParameters }).then(
        ({ producerId }) => done({ id: producerId }),
        fail,
      );
    });
    // The tracks belong to the caller that made them, and go on to the next publication after a lost connection.
    const kept = { stopTracks: false, disableTrackOnPause: false };
    await transport.produce({
      track: camera,
      encodings: LAYERS,
      codecOptions: { videoGoogleStartBitrate: 1_000 },
      appData: { source: 'camera' },
      ...kept,
    });
    await transport.produce({
      track: microphone,
      codecOptions: { opusDtx: true, opusFec: true },
      appData: { source: 'microphone' },
      ...kept,
    });
    return new Publication(transport);
  }

  close(): void {
    this.#transport.close();
  }
}
