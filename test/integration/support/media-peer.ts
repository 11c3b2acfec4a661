import wrtc from '@roamhq/wrtc';
import type { types } from 'mediasoup-client';
import { clientParameters } from '#contracts/client-rtp';
import { createDevice } from '../../../apps/analyzer/src/webrtc/webrtc-reception.ts';
import { createVideoSink, installWebRtcGlobals } from '../../../apps/analyzer/src/webrtc/wrtc.ts';
import type { MediaService } from '../../../apps/server/src/media/media.service.ts';

interface VideoSource {
  createTrack(): { stop(): void };
  onFrame(frame: { width: number; height: number; data: Uint8ClampedArray; rotation: number }): void;
}

interface AudioSource {
  createTrack(): { stop(): void };
  onData(data: { samples: Int16Array; sampleRate: number; bitsPerSample: number; channelCount: number; numberOfFrames: number }): void;
}

const { RTCVideoSource, RTCAudioSource } = (
  wrtc as unknown as { nonstandard: { RTCVideoSource: new () => VideoSource; RTCAudioSource: new () => AudioSource } }
).nonstandard;
const FRAME_MS = 33;

// wrtc crashes in a natural exit after it has carried media.
process.once('beforeExit', () => process.exit());

/** A browser's part of a call, played by wrtc in this process: the requests go straight to the media service. */
export class MediaPeer {
  readonly participantId: string;
  readonly #media: MediaService;
  readonly #callId: string;
  readonly #device: types.Device;
  readonly #stops: (() => void)[] = [];

  private constructor(media: MediaService, callId: string, participantId: string, device: types.Device) {
    this.#media = media;
    this.#callId = callId;
    this.participantId = participantId;
    this.#device = device;
  }

  static async join(media: MediaService, callId: string, participantId: string = crypto.randomUUID()): Promise<MediaPeer> {
    installWebRtcGlobals();
    return new MediaPeer(media, callId, participantId, await createDevice(await media.routerRtpCapabilities(callId)));
  }

  /** Sends 1280×720 at 30 frames a second in three simulcast layers. `draw` answers each frame as I420. */
  async sendCamera(draw: (timeMs: number) => Uint8ClampedArray): Promise<string> {
    const transport = await this.transport('send');
    const source = new RTCVideoSource();
    const track = source.createTrack();
    const startedAt = performance.now();
    const timer = setInterval(
      () => source.onFrame({ width: 1280, height: 720, data: draw(performance.now() - startedAt), rotation: 0 }),
      FRAME_MS,
    );
    this.#stops.push(() => {
      clearInterval(timer);
      track.stop();
    });
    const encodings = [
      [4, 150_000],
      [2, 500_000],
      [1, 1_500_000],
    ].map(([scaleResolutionDownBy, maxBitrate]) => ({ scaleResolutionDownBy, maxBitrate, scalabilityMode: 'L1T3' }));
    const producer = await transport.produce({ track: track as never, encodings, appData: { source: 'camera' } });
    return producer.id;
  }

  /** Sends 10 ms after 10 ms of a tone that swells and fades like speech, as loud as `volume` (0-1) says at the time. */
  async sendMicrophone(volume: () => number): Promise<string> {
    const transport = await this.transport('send');
    const source = new RTCAudioSource();
    const track = source.createTrack();
    let at = 0;
    const timer = setInterval(() => {
      const samples = Int16Array.from(
        { length: 480 },
        () => volume() * 12_000 * Math.sin(at / 2_400) * Math.sin((2 * Math.PI * 300 * at++) / 48_000),
      );
      source.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
    }, 10);
    this.#stops.push(() => {
      clearInterval(timer);
      track.stop();
    });
    const producer = await transport.produce({ track: track as never, appData: { source: 'microphone' } });
    return producer.id;
  }

  /** Receives a producer; answers a function that tells how many pictures have come. */
  async receive(producerId: string): Promise<() => number> {
    const transport = await this.transport('receive');
    const { id, kind, rtpParameters } = await this.#media.consume(this.#callId, this.participantId, {
      transportId: transport.id,
      producerId,
      rtpCapabilities: this.#device.recvRtpCapabilities,
    });
    const consumer = await transport.consume({ id, producerId, kind, rtpParameters: clientParameters(rtpParameters) });
    const sink = createVideoSink(consumer.track);
    let pictures = 0;
    sink.onframe = () => pictures++;
    this.#stops.push(() => sink.stop());
    await this.#media.resumeConsumer(this.#callId, this.participantId, id);
    return () => pictures;
  }

  async transport(direction: 'send' | 'receive'): Promise<types.Transport> {
    const options = await this.#media.createTransport(this.#callId, this.participantId, direction);
    const transport = direction === 'send' ? this.#device.createSendTransport(options) : this.#device.createRecvTransport(options);
    transport.on('connect', ({ dtlsParameters }, callback, fail) => {
      this.#media.connectTransport(this.#callId, this.participantId, options.id, dtlsParameters as never).then(callback, fail);
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, callback, fail) => {
      this.#media
        .produce(this.#callId, this.participantId, {
          transportId: options.id,
          kind,
          source: appData.source as never,
          rtpParameters: rtpParameters,
        })
        .then((id) => callback({ id }), fail);
    });
    this.#stops.push(() => transport.close());
    return transport;
  }

  leave(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/** A picture that changes from frame to frame and shows nothing. */
export function shade(timeMs: number): Uint8ClampedArray {
  return new Uint8ClampedArray(1280 * 720 * 1.5).fill(60 + ((timeMs / 20) % 120), 0, 1280 * 720).fill(128, 1280 * 720);
}
