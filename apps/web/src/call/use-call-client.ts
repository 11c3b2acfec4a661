import { useEffect, useState } from 'react';
import { type HandshakeAuth } from '#contracts/socket-events';
import { type LocalMedia } from '../devices/local-media.ts';
import { CallClient } from './call-client.ts';

/** A place in the call for as long as the component is shown. Another call needs another component (`key`). */
export function useCallClient(auth: HandshakeAuth, media: LocalMedia, enter: boolean): CallClient {
  const [client] = useState(() => new CallClient(auth, media, enter));
  useEffect(() => {
    client.open();
    return () => {
      client.close();
    };
  }, [client]);
  return client;
}
