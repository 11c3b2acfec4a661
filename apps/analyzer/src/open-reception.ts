import type { types as mediasoup } from 'mediasoup';
import type { TapKind } from '#contracts/analyzer-link';
import type { Reception } from './call-peer.ts';

/** Only the one that is wanted is loaded: each brings a native library, and a restart must be quick. */
export async function openReception(kind: TapKind, routerRtpCapabilities: mediasoup.RtpCapabilities): Promise<Reception> {
  switch (kind) {
    case 'rtp': {
      const { RtpReception } = await import('./rtp/rtp-reception.ts');
      return new RtpReception(routerRtpCapabilities);
    }
    case 'webrtc': {
      const { WebRtcReception } = await import('./webrtc/webrtc-reception.ts');
      return WebRtcReception.open(routerRtpCapabilities);
    }
  }
}
