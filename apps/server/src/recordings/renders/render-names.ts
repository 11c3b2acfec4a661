import { extname } from 'node:path';

/** Names under which browsers save what was made of a video, told from the video's own. */
export const renderNames = (fileName: string) => {
  const base =
    fileName
      .slice(0, fileName.length - extname(fileName).length)
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_')
      .slice(0, 100) || 'video';
  return {
    annotated: `${base}-annotated.mp4`,
    joined: `${base}-joined.mp4`,
    playable: `${base}.mp4`,
    csv: `${base}-emotions.csv`,
    /** `number` from 1. */
    clip: (number: number, startMs: number, label: string | null) =>
      `${base}-clip-${String(number).padStart(3, '0')}-${clock(startMs)}${label === null ? '' : `-${label.replace(/[^\p{L}\p{N}+]+/gu, '_').slice(0, 40)}`}.mp4`,
  };
};

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
