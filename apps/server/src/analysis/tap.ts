import type { types as mediasoup } from 'mediasoup';

/** A camera that the analyzer receives: the server's side of it. */
export interface Tap {
  /** The consumer's id. */
  id: string;
  producerId: string;
  consumer: mediasoup.Consumer;
  paused: boolean;
  /** When it opened, resumed or last brought a sample, on the monotonic clock of this process. */
  aliveAt: number;
}
