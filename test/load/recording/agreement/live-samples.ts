import type { EmotionSample } from '#contracts/emotion';
import { InferenceEngine } from '#inference/engine';
import { ParticipantLoop } from '../../../../apps/analyzer/src/participant-loop.ts';
import { LayerChooser } from '../../../../apps/analyzer/src/layers.ts';
import { tappedPicture, type FrameTap } from '../../../../apps/analyzer/src/frame-tap.ts';
import { PlaneMemory } from '../../../../apps/analyzer/src/plane-memory.ts';
import { Sampler } from '../../../../apps/analyzer/src/sampler.ts';
import { decodedPictures } from './decoded.ts';

/**
 * A video through what stands behind a camera in a call: tap, sampler, pipeline on inference threads. Every Nth picture is sampled, and
 * the next one comes when it has been analysed, so that none is dropped.
 */
export async function liveSamples(video: string, { profile, everyNth }: { profile: string; everyNth: number }): Promise<EmotionSample[]> {
  const engine = await InferenceEngine.start({ profile, everyNth, device: 'cpu' });
  try {
    const samples: EmotionSample[] = [];
    const memory = new PlaneMemory();
    const tap: FrameTap = { onPicture: null, close: () => undefined };
    let nowMs = 0;
    let answered: () => void = () => undefined;
    const loop = new ParticipantLoop({
      tap,
      sampler: new Sampler({ samplesPerSecond: 5, everyNth }),
      layers: new LayerChooser({ spatial: 1, temporal: 1 }, 5),
      pipeline: engine.openPipeline('video'),
      allowed: () => true,
      nowMs: () => nowMs,
      onLayers: () => undefined,
      onSample: (sample) => {
        samples.push(sample);
        answered();
      },
    });
    for await (const { atMs, plane } of decodedPictures(video)) {
      nowMs = atMs;
      const before = loop.stats.framesSampled;
      const answer = new Promise<void>((resolve) => (answered = resolve));
      tap.onPicture!(
        tappedPicture(plane.width, plane.height, 0, memory, () => {
          const data = memory.take(plane.data.length);
          data.set(plane.data);
          return { ...plane, data };
        }),
      );
      if (loop.stats.framesSampled > before) await answer;
    }
    if (loop.stats.framesDropped > 0) throw new Error(`${loop.stats.framesDropped} pictures were dropped.`);
    loop.close();
    return samples;
  } finally {
    await engine.close();
  }
}
