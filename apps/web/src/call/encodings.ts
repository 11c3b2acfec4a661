import { type types } from 'mediasoup-client';
import { type LocalSource } from '../devices/local-media.ts';

/** VP8 simulcast: the lowest layer is enough for analysis and for tiles, the highest is for a filled screen. */
const CAMERA: types.RtpEncodingParameters[] = [
  { rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { rid: 'r1', scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
  { rid: 'r2', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
];

/** How each source is sent. Speech pauses cost nothing (DTX) and lost packets are repaired from the next ones (FEC, RFC 6716). */
export function producerOptions(source: LocalSource): types.ProducerOptions {
  const common = { stopTracks: false, disableTrackOnPause: false, zeroRtpOnPause: true, appData: { source } };
  switch (source) {
    case 'camera':
      return { ...common, encodings: CAMERA, codecOptions: { videoGoogleStartBitrate: 600 } };
    case 'microphone':
      return { ...common, codecOptions: { opusDtx: true, opusFec: true, opusStereo: false } };
    case 'screen':
      return { ...common, encodings: [{ maxBitrate: 2_500_000 }] };
  }
}
