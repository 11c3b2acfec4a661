import { setTimeout } from 'node:timers/promises';
import type { CaptionSegment } from '#contracts/transcript';
import type { Microphone } from './microphone.ts';
import { speak } from './speech.ts';
import { STORY } from './story.ts';

export interface TalkOptions {
  microphone: Microphone;
  /** How far the picture's story is, in milliseconds. */
  storyMs: () => number;
  /** The call's clock, in milliseconds. */
  nowMs: () => number;
  caption: (segment: CaptionSegment) => void;
  signal: AbortSignal;
}

/** The patient starts to speak when the new expression is fully there. */
const AFTER_SCENE_STARTS_MS = 700;

/** Says the sentence of each scene while it shows, with captions as a platform that transcribes would send them. Until aborted. */
export async function talk({ microphone, storyMs, nowMs, caption, signal }: TalkOptions): Promise<void> {
  const sounds = await Promise.all(STORY.map((scene) => speak(scene.says)));
  const starts = STORY.map((_, index) => STORY.slice(0, index).reduce((sum, scene) => sum + scene.durationMs, 0) + AFTER_SCENE_STARTS_MS);
  const roundMs = STORY.reduce((sum, scene) => sum + scene.durationMs, 0);
  for (let said = 0; ; said++) {
    const next = nextStart(starts, roundMs, storyMs());
    await setTimeout(next.inMs, undefined, { signal });
    const text = STORY[next.index]!.says;
    const startMs = nowMs();
    const durationMs = microphone.play(sounds[next.index]!);
    const segment = { segmentId: `demo-${process.pid}-${said}`, startMs };
    await setTimeout(durationMs / 2, undefined, { signal });
    caption({ ...segment, text: `${text.slice(0, text.lastIndexOf(' ', text.length / 2))} …`, endMs: nowMs(), final: false });
    await setTimeout(durationMs / 2, undefined, { signal });
    caption({ ...segment, text, endMs: nowMs(), final: true, confidence: 1 });
  }
}

function nextStart(starts: readonly number[], roundMs: number, storyMs: number): { index: number; inMs: number } {
  const place = storyMs % roundMs;
  const index = starts.findIndex((start) => start >= place);
  return index >= 0 ? { index, inMs: starts[index]! - place } : { index: 0, inMs: roundMs - place + starts[0]! };
}
