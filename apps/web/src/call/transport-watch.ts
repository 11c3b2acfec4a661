import { type types } from 'mediasoup-client';

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const repair = () => {
    timer = setTimeout(onBroken, RESTART_WITHIN_MS);
    // Without an answer the socket is lost too; its reconnection rebuilds everything.
    restart().catch(() => undefined);
  };
  transport.on('connectionstatechange', (state) => {
    onState(state);
    if (state === 'disconnected' || state === 'failed') {
      timer ??= setTimeout(repair, state === 'failed' ? 0 : GRACE_MS);
    } else if (state === 'connected' || state === 'closed') {
      clearTimeout(timer);
      timer = undefined;
    }
  });
  transport.observer.on('close', () => { clearTimeout(timer); });
}
