import { useEffect, useState } from 'react';
import { type HandshakeAuth } from '#contracts/socket-events';
import { type LocalMedia } from '../devices/local-media.ts';
import { RoomClient } from './room-client.ts';

/** A place in the call for as long as the component is shown. Another call needs another component (`key`). */
export function useRoom(auth: HandshakeAuth, media: LocalMedia, enter: boolean): RoomClient {
  const [room] = useState(() => new RoomClient(auth, media, enter));
  useEffect(() => {
    room.open();
    return () => {
      room.close();
    };
  }, [room]);
  return room;
}
