const WITHIN_MS = 4_000;

/** How long a video is, where this browser can tell without reading much of it; else null. */
export function readDuration(file: Blob): Promise<number | null> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const video = document.createElement('video');
    const done = (durationMs: number | null) => {
      clearTimeout(timer);
      video.removeAttribute('src');
      URL.revokeObjectURL(url);
      resolve(durationMs);
    };
    const timer = setTimeout(() => {
      done(null);
    }, WITHIN_MS);
    video.preload = 'metadata';
    video.onloadedmetadata = () => {
      done(Number.isFinite(video.duration) ? video.duration * 1_000 : null);
    };
    video.onerror = () => {
      done(null);
    };
    video.src = url;
  });
}
