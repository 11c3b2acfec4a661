import type { types as mediasoup } from 'mediasoup';
import type { TapConnection, TapTransportOptions } from '#contracts/analyzer-link';
import type { FrameTap } from './frame-tap.ts';
import type { ServerMessage } from './link.ts';

export type TapOptions = Extract<ServerMessage, { type: 'openTap' }>;

/** The analyzer's side of one call: a peer that only receives. */
export interface CallPeer {
  /** The answer to `connect`. */
  connected(): void;
  /** Pictures come once the server resumes the consumer. */
  receive(tap: TapOptions): Promise<FrameTap>;
  close(): void;
}

/** One way of receiving video from the server's routers. */
export interface Reception {
  /** What it can receive, out of what the routers can send. */
  readonly rtpCapabilities: mediasoup.RtpCapabilities;
  /** `connect` is called once, when the peer knows where it listens. Throws an Error for a transport of the other kind. */
  join(transport: TapTransportOptions, connect: (connection: TapConnection) => void): Promise<CallPeer>;
}
