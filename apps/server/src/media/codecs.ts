import type { types as mediasoup } from 'mediasoup';

/** VP8 stays first: neither tap of the analyzer takes H264, and a browser takes the first codec it has. */
export const MEDIA_CODECS: mediasoup.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, parameters: { 'x-google-start-bitrate': 1_000 } },
];

/**
 * What clients may be told. mediasoup-client offers abs-capture-time but never sends it, and the worker waits for it
 * before it switches simulcast layers, so `setPreferredLayers` would silently do nothing.
 */
export function clientCapabilities(router: mediasoup.RtpCapabilities): mediasoup.RtpCapabilities {
  return { ...router, headerExtensions: router.headerExtensions?.filter(({ uri }) => !uri.endsWith('abs-capture-time')) };
}
