import { useEffect, useState } from 'react';
import { LocalMedia } from './local-media.ts';

/** The person's own media for as long as the component is shown; devices are asked for at once. */
export function useLocalMedia(): LocalMedia {
  const [media] = useState(() => new LocalMedia());
  useEffect(() => {
    media.open();
    void media.start();
    return () => {
      media.close();
    };
  }, [media]);
  return media;
}
