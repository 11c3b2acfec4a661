import { useEffect, useRef, useState } from 'react';
import classes from './video-track.module.css';

interface Props {
  track: MediaStreamTrack;
  /** What it shows, for people who cannot see it. */
  label: string;
  mirrored?: boolean;
  /** fill: fill the box if little is cut off by it, else show the whole picture. cover: fill it in any case. */
  fit?: 'fill' | 'whole' | 'cover';
  testId?: string;
}

/** Cutting away more than this share of the longer side would cut into a face. */
const CUT_AT_MOST = 1.25;

/** A live picture without sound. */
export function VideoTrack({ track, label, mirrored = false, fit = 'fill', testId }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [whole, setWhole] = useState(fit === 'whole');

  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    // Muted video may always play; a refusal comes only when the element is already gone.
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);

  useEffect(() => {
    const element = video.current;
    if (element === null || fit !== 'fill') return undefined;
    const measure = () => {
      const [picture, box] = [element.videoWidth / element.videoHeight, element.clientWidth / element.clientHeight];
      if (Number.isFinite(picture) && Number.isFinite(box)) setWhole(Math.max(picture / box, box / picture) > CUT_AT_MOST);
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    element.addEventListener('resize', measure);
    return () => {
      sizes.disconnect();
      element.removeEventListener('resize', measure);
    };
  }, [fit]);

  return (
    <video
      ref={video}
      className={classes['video']}
      data-whole={whole}
      data-mirrored={mirrored}
      autoPlay
      muted
      playsInline
      aria-label={label}
      data-testid={testId}
    />
  );
}
