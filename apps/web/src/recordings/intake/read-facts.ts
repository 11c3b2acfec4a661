import { type VideoMeasure } from '#contracts/analysis-work';
import { mp4Facts } from './mp4-facts.ts';

const WITHIN_MS = 4_000;

/** What can be known of a video's pictures without reading much of it; null: this browser cannot tell. */
export async function readFacts(file: Blob): Promise<VideoMeasure | null> {
  const [stated, played] = await Promise.all([mp4Facts(file).catch(() => null), playedFacts(file)]);
  // How long it is a player knows better: an index may leave out its ends.
  return stated === null ? played : { ...stated, durationMs: played?.durationMs ?? stated.durationMs };
}

/** As a player sees it. */
function playedFacts(file: Blob): Promise<VideoMeasure | null> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const video = document.createElement('video');
    const done = (facts: VideoMeasure | null) => {
      clearTimeout(timer);
      video.removeAttribute('src');
      URL.revokeObjectURL(url);
      resolve(facts);
    };
    const timer = setTimeout(() => {
      done(null);
    }, WITHIN_MS);
    video.preload = 'metadata';
    video.onloadedmetadata = () => {
      const { duration, videoWidth: width, videoHeight: height } = video;
      done(Number.isFinite(duration) ? { durationMs: duration * 1_000, width, height, frameRate: null, videoCodec: null } : null);
    };
    video.onerror = () => {
      done(null);
    };
    video.src = url;
  });
}
