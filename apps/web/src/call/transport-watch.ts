import { type types } from 'mediasoup-client';
import { awakeTimeout } from './awake-timeout.ts';

const GRACE_MS = 2_000;
const RESTART_WITHIN_MS = 8_000;

export interface TransportWatch {
  restart: () => Promise<void>;
  /** It could not be repaired: build a new one. */
  onBroken: () => void;
  onState: (state: types.ConnectionState) => void;
}

/** Restarts ICE (RFC 8445, 9) when a transport loses its path, and gives up on it when that does not help. */
export function watchTransport(transport: types.Transport, { restart, onBroken, onState }: TransportWatch): void {
  let stop: (() => void) | undefined;
  const repair = () => {
    // A laptop that slept has heard nothing of what became of it.
    stop = awakeTimeout(onBroken, RESTART_WITHIN_MS);
    // Without an answer the socket is lost too; its reconnection rebuilds everything.
    restart().catch(() => undefined);
  };
  transport.on('connectionstatechange', (state) => {
    onState(state);
    if (state === 'disconnected' || state === 'failed') {
      stop ??= awakeTimeout(repair, state === 'failed' ? 0 : GRACE_MS);
    } else if (state === 'connected' || state === 'closed') {
      stop?.();
      stop = undefined;
    }
  });
  transport.observer.on('close', () => {
    stop?.();
  });
}
