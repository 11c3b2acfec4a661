import type { JobProgress } from '#contracts/recording';
import type { VideoLimits } from '#contracts/recording-link';

/** What every render takes. */
export interface RenderOptions {
  limits: VideoLimits;
  /** Aborted: the render stops within a few frames and throws the signal's reason; what it has written is worthless. */
  signal: AbortSignal;
  /** At most four times a second, and once at the end. */
  onProgress: (progress: JobProgress) => void;
}
