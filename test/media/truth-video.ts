import type { EmotionName } from '#contracts/emotion';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { FADE_MS, type Scene } from '../../scripts/demo/story.ts';
import { makeVideo } from './make-video.ts';

/** What is shown when. The middle of a fade is where one expression ends and the next begins. */
export interface TruthSegment {
  emotion: EmotionName;
  startMs: number;
  endMs: number;
}

export interface TruthVideo {
  frameRate: number;
  durationMs: number;
  segments: TruthSegment[];
}

/** Composites that the profile `light` recognises; each comes after others, for different lengths. */
const SCENES: readonly Scene[] = [
  { emotion: 'neutral', durationMs: 5_000, says: '' },
  { emotion: 'happiness', durationMs: 6_000, says: '' },
  { emotion: 'sadness', durationMs: 5_000, says: '' },
  { emotion: 'surprise', durationMs: 4_500, says: '' },
  { emotion: 'neutral', durationMs: 4_000, says: '' },
  { emotion: 'anger', durationMs: 6_000, says: '' },
  { emotion: 'happiness', durationMs: 5_500, says: '' },
  { emotion: 'surprise', durationMs: 5_000, says: '' },
];

const FRAME_RATE = 30;

/** Of the composites above, those that a profile does not tell apart: to `accurate`, anger is as likely disgust, and so `uncertain`. */
const NOT_RECOGNISED: Record<string, readonly EmotionName[]> = { light: [], accurate: ['anger'] };

/** Makes a video of a synthetic face, with a tone, whose expressions are known: some 40 s at 30 frames a second. */
export async function makeTruthVideo(file: string, profile: 'light' | 'accurate'): Promise<TruthVideo> {
  const [width, height] = [640, 360];
  const scenes = SCENES.filter(({ emotion }) => NOT_RECOGNISED[profile]?.includes(emotion) !== true);
  const renderer = new SceneRenderer(await loadFaces(), { width, height, story: scenes });
  const { lengthMs } = renderer;
  const frames = Math.round((lengthMs * FRAME_RATE) / 1_000);
  await makeVideo(file, { width, height, frameRate: FRAME_RATE, frames, picture: (index) => renderer.frame((index * 1_000) / FRAME_RATE) });
  return { frameRate: FRAME_RATE, durationMs: lengthMs, segments: segmentsOf(scenes) };
}

function segmentsOf(scenes: readonly Scene[]): TruthSegment[] {
  const changes = scenes.map((_, index) =>
    index === 0 ? 0 : scenes.slice(0, index).reduce((sum, scene) => sum + scene.durationMs, 0) + FADE_MS / 2,
  );
  const endMs = scenes.reduce((sum, scene) => sum + scene.durationMs, 0);
  return scenes.map(({ emotion }, index) => ({ emotion, startMs: changes[index]!, endMs: changes[index + 1] ?? endMs }));
}
