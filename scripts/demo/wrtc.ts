import wrtc from '@roamhq/wrtc';

/** A MediaStreamTrack; its type belongs to browsers. */
export interface MediaTrack {
  stop(): void;
}

export interface VideoSource {
  createTrack(): MediaTrack;
  onFrame(frame: { width: number; height: number; data: Uint8ClampedArray; rotation: number }): void;
}

export interface AudioSource {
  createTrack(): MediaTrack;
  /** 10 ms of sound. */
  onData(data: { samples: Int16Array; sampleRate: number; bitsPerSample: number; channelCount: number; numberOfFrames: number }): void;
}

/** The package's own types need those of a browser, which there is none of here. */
interface Wrtc {
  nonstandard: { RTCVideoSource: new (init?: { isScreencast: boolean }) => VideoSource; RTCAudioSource: new () => AudioSource };
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
  for (const name of GLOBALS) if (native[name] !== undefined) (globalThis as Record<string, unknown>)[name] = native[name];
}

export const createVideoSource = (): VideoSource => new native.nonstandard.RTCVideoSource();
export const createAudioSource = (): AudioSource => new native.nonstandard.RTCAudioSource();
