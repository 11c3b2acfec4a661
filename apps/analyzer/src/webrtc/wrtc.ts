import wrtc from '@roamhq/wrtc';
import type { Rotation } from '#inference/rotate';

/** An I420 picture as the sink hands it out: planes one after the other, rows packed. */
export interface WrtcFrame {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
  rotation?: Rotation;
}

export interface WrtcVideoSink {
  onframe: ((event: { frame: WrtcFrame }) => void) | null;
  stop(): void;
}

/** The package's own types need those of a browser, which no other part of the analyzer does. */
interface Wrtc {
  nonstandard: { RTCVideoSink: new (track: unknown) => WrtcVideoSink };
  [name: string]: unknown;
}

const native = wrtc as unknown as Wrtc;

const GLOBALS = [
  'RTCPeerConnection',
  'RTCRtpReceiver',
  'RTCRtpSender',
  'RTCRtpTransceiver',
  'RTCSessionDescription',
  'RTCIceCandidate',
  'MediaStream',
  'MediaStreamTrack',
];

/** mediasoup-client's Chrome handler looks for WebRTC where a browser has it. */
export function installWebRtcGlobals(): void {
  for (const name of GLOBALS) {
    if (native[name] !== undefined) (globalThis as Record<string, unknown>)[name] = native[name];
  }
}

export function createVideoSink(track: unknown): WrtcVideoSink {
  return new native.nonstandard.RTCVideoSink(track);
}
