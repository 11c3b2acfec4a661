import { openFile } from '#files/open';
import { FrameAnalyser } from '#inference/analyse';
import type { Classifier } from '#inference/classify/classifier';
import type { Detector } from '#inference/detect/detector';
import { LIMITS } from '../../../apps/analyzer/src/analyze/analyze-video.ts';
import { Speech } from '../../../apps/analyzer/src/recording/speech.ts';
import { openVideo } from '../../../apps/analyzer/src/video/open-video.ts';
import type { Look } from './looks.ts';

const STEP_MS = 200;

/** The one person of a video, five times a second, as a call looks at them; they are taken to speak whenever there is speech. */
export async function videoLooks(file: string, detector: Detector, classifier: Classifier): Promise<Look[]> {
  const source = await openFile({ path: file, key: null }, 'read');
  try {
    const speech = await Speech.of(source, LIMITS, new AbortController().signal);
    const video = await openVideo(source, LIMITS);
    const analyser = new FrameAnalyser(detector, classifier);
    const looks: Look[] = [];
    let dueMs = 0;
    for await (const frame of video.frames()) {
      if (frame.atMs >= dueMs) {
        dueMs += STEP_MS;
        const [result] = await analyser.analyse([{ tapId: file, plane: frame.luma(), atMs: frame.atMs }]);
        looks.push({ atMs: frame.atMs, speaking: speech.at(frame.atMs), result: result! });
      }
      frame.free();
    }
    await video.close();
    return looks;
  } finally {
    await source.close();
  }
}
