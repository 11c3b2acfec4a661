import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { mediaUrl } from '#contracts/recording';
import { request } from '../../api/client.ts';
import { VideoSource } from './video-source.ts';

/** The address that the video of a recording is played from, kept alive while the player is on the page. */
export function useVideoSource(recordingId: string) {
  const source = useMemo(() => new VideoSource(() => request(mediaUrl, `/api/recordings/${recordingId}/video`)), [recordingId]);
  useEffect(() => {
    source.open();
    return () => {
      source.close();
    };
  }, [source]);
  return { source, ...useSyncExternalStore(source.subscribe, source.getState) };
}
